// Windows authentication tried by programs of others, through an edge that bridges with the servers' own certificate.
// The vdirs have Extended Protection as Microsoft recommends it: Allow on EWS, Require on mapi.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { run, runPython, without, withoutGssNtlm, withoutPythonModule } from './programs.ts'

const lab = await startLab('ssl-bridging-one-certificate')
t.teardown(() => lab[Symbol.asyncDispose]())
const { ca, entries, hosts } = await lab.state()
const edge = entries.internet['mail.contoso.com:443'] ?? ''
const password = 'Bridge-Alice-1'
const ews = 'https://mail.contoso.com/EWS/Exchange.asmx'
const mapi = 'https://mail.contoso.com/mapi/nspi/'

const curl = (...options: readonly string[]): Promise<string> =>
  run('curl', ['-s', '--cacert', ca, '--connect-to', `mail.contoso.com:443:${edge}`, ...options])
const status = ['-o', '/dev/null', '-w', '%{http_code}']

t.test('curl --ntlm', { skip: without('curl') }, async (t) => {
  const ntlm = (user: string, url: string) => curl(...status, '--ntlm', '-u', user, url)
  for (const name of ['CONTOSO\\alice', 'contoso.com\\Alice', 'alice', 'alice@contoso.com']) {
    t.equal(await ntlm(`${name}:${password}`, ews), '200', name)
  }
  t.equal(await ntlm('CONTOSO\\alice:guess', ews), '401')
  t.equal(await ntlm('FABRIKAM\\alice:Bridge-Alice-1', ews), '401')
  t.equal(await ntlm('CONTOSO\\carol:Bridge-Alice-1', ews), '401')
  t.equal(await ntlm(`CONTOSO\\alice:${password}`, mapi), '401', 'it sends no channel binding, and mapi requires one')
})

t.test('curl keeps its log-on for the connection', { skip: without('curl') }, async (t) => {
  const output = await curl('-v', '-o', '/dev/null', '--ntlm', '-u', `CONTOSO\\alice:${password}`, ews, ews)
  t.equal(output.match(/^> Authorization: NTLM/gm)?.length, 2, 'the second request needs none')
  t.equal(output.match(/^< HTTP\/1.1 200/gm)?.length, 2)
})

t.test('curl --basic', { skip: without('curl') }, async (t) => {
  const activeSync = 'https://mail.contoso.com/Microsoft-Server-ActiveSync'
  const basic = (user: string) => curl(...status, '-X', 'OPTIONS', '-u', user, activeSync)
  t.equal(await basic(`CONTOSO\\alice:${password}`), '200')
  t.equal(await basic(`alice@contoso.com:${password}`), '200')
  t.equal(await basic('CONTOSO\\alice:guess'), '401')
})

t.test('curl --negotiate with gss-ntlmssp, whose SPNEGO signs its offer', { skip: withoutGssNtlm() }, async (t) => {
  const negotiate = async (secret: string, url: string): Promise<string> => {
    const file = join(t.testdir(), 'ntlm-users')
    writeFileSync(file, `CONTOSO:alice:${secret}\n`)
    const options = ['-s', '-v', '--cacert', ca, '--connect-to', `mail.contoso.com:443:${edge}`, '-o', '/dev/null']
    return run('curl', [...options, '--negotiate', '-u', ':', url], { NTLM_USER_FILE: file })
  }
  const right = await negotiate(password, ews)
  t.match(right, /^< HTTP\/1.1 200/m)
  t.match(right, /^> Authorization: Negotiate Y/m, 'SPNEGO')
  const [, last = ''] = [...right.matchAll(/^< WWW-Authenticate: Negotiate (\S+)/gm)].map((match) => match[1])
  t.match(Buffer.from(last, 'base64').toString('hex'), /^a11b3019a0030a0100a3120410/, 'our MIC answers its own')
  t.match(await negotiate('guess', ews), /^< HTTP\/1.1 401[\s\S]*^< HTTP\/1.1 401/m)
})

/** Prints the status of two requests, and whether the second carried credentials. */
const requestsNtlm = `
import sys, requests, urllib3.util.connection as connection
from requests_ntlm import HttpNtlmAuth
url, password, port = sys.argv[1:]
create = connection.create_connection
connection.create_connection = lambda address, *rest, **more: create(('127.0.0.1', int(port)), *rest, **more)
session = requests.Session()
session.auth = HttpNtlmAuth('CONTOSO\\\\alice', password)
first, second = session.get(url), session.get(url)
print(first.status_code, second.status_code, 'Authorization' in second.request.headers)
`
const requests = async (url: string, secret: string, address = edge): Promise<string> => {
  const port = address.split(':')[1] ?? ''
  return (await runPython(requestsNtlm, [url, secret, port], { REQUESTS_CA_BUNDLE: ca })).trim()
}

t.test(
  'requests-ntlm, which sends MIC and channel binding',
  { skip: withoutPythonModule('requests_ntlm') },
  async (t) => {
    t.equal(await requests(ews, password), '200 200 False')
    t.equal(await requests(mapi, password), '200 200 False', 'Require')
    t.match(await requests(mapi, 'guess'), /^401 401/)
  },
)

/** SPNEGO of Samba, which signs its offer and checks the server's signature; prints the statuses and whether it is done. */
const sambaSpnego = `
import sys, ssl, socket, http.client, base64
from samba import gensec, credentials, param
url, password, port, ca = sys.argv[1:]
lp = param.LoadParm()
creds = credentials.Credentials()
creds.guess(lp)
creds.set_username('alice'); creds.set_domain('CONTOSO'); creds.set_password(password)
creds.set_kerberos_state(credentials.DONT_USE_KERBEROS)
client = gensec.Security.start_client({'lp_ctx': lp, 'target_hostname': 'mail.contoso.com'})
client.set_credentials(creds)
client.want_feature(gensec.FEATURE_SIGN)
client.start_mech_by_name('spnego')
connection = http.client.HTTPSConnection('mail.contoso.com')
raw = socket.create_connection(('127.0.0.1', int(port)))
connection.sock = ssl.create_default_context(cafile=ca).wrap_socket(raw, server_hostname='mail.contoso.com')
statuses, received, done = [], b'', False
while not done:
    done, token = client.update(received)
    if not token: break
    connection.request('GET', '/EWS/Exchange.asmx', headers={'Authorization': 'Negotiate ' + base64.b64encode(token).decode()})
    response = connection.getresponse()
    response.read()
    statuses.append(response.status)
    answer = (response.getheader('WWW-Authenticate') or '').split()
    received = base64.b64decode(answer[1]) if len(answer) > 1 and answer[0] == 'Negotiate' else b''
    if not received: break
print(statuses, done)
`

t.test('SPNEGO of Samba takes our mechListMIC', { skip: withoutPythonModule('samba.gensec') }, async (t) => {
  const samba = async (secret: string): Promise<string> => {
    const [, port = ''] = edge.split(':')
    return (await runPython(sambaSpnego, [ews, secret, port, ca])).trim().split('\n').at(-1) ?? ''
  }
  t.equal(await samba(password), '[401, 200] True')
  t.match(await samba('guess'), /^\[401, 401\] False/)
})

t.test('nmap reads the challenge', { skip: without('nmap') }, async (t) => {
  const [, port = ''] = (hosts['cas1']?.['192.168.16.11:443'] ?? '').split(':')
  const script = ['--script', '+http-ntlm-info', '--script-args', 'http-ntlm-info.root=/EWS/Exchange.asmx']
  const output = await run('nmap', ['-p', port, ...script, '127.0.0.1'])
  t.match(output, /NetBIOS_Domain_Name: CONTOSO/)
  t.match(output, /NetBIOS_Computer_Name: CAS1/)
  t.match(output, /DNS_Domain_Name: contoso\.com/)
  t.match(output, /DNS_Computer_Name: cas1\.contoso\.com/)
  t.match(output, /DNS_Tree_Name: contoso\.com/)
  t.match(output, /Product_Version: 6\.3\.9600/)
})

t.test('a server with another certificate than the edge', { skip: withoutPythonModule('requests_ntlm') }, async (t) => {
  const names = ['mail.contoso.com', 'autodiscover.contoso.com']
  for (const host of ['cas1', 'cas2']) {
    await lab.replaceCertificate(host, { names, issuer: 'public-ca', expires: 'valid' })
  }
  t.match(await requests(ews, password), /^401 401/)
})
