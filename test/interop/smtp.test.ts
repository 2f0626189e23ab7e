// Mail by SMTP tried by programs of others: sent on port 587, read by the other user. swaks and Evolution send NTLMv1.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { run, without, withoutSwaks } from './programs.ts'

const lab = await startLab('ssl-offload')
t.teardown(() => lab[Symbol.asyncDispose]())
const { ca, entries, gateways } = await lab.state()
const submission = entries.internet['mail.contoso.com:587'] ?? ''
const [, port = ''] = submission.split(':')
const secret = 'Bridge-Alice-1'

/** Subjects in bob's Inbox, as EWS lists them to curl. */
async function subjects(): Promise<string[]> {
  const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
  const exchange = 'http://schemas.microsoft.com/exchange/services/2006'
  const find = `<FindItem xmlns="${exchange}/messages" xmlns:t="${exchange}/types" Traversal="Shallow"><ItemShape><t:BaseShape>Default</t:BaseShape></ItemShape><ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></ParentFolderIds></FindItem>`
  const body = `<s:Envelope xmlns:s="${soap}"><s:Body>${find}</s:Body></s:Envelope>`
  const options = ['-s', '-x', gateways.internet, '--cacert', ca, '--ntlm', '-u', 'CONTOSO\\bob:Bridge-Bob-1']
  const url = 'https://mail.contoso.com/EWS/Exchange.asmx'
  const answer = await run('curl', [...options, '-H', 'Content-Type: text/xml', '-d', body, url])
  return [...answer.matchAll(/<t:Subject>([^<]*)/g)].map(([, subject = '']) => subject)
}

t.test('curl sends with NTLM and LOGIN, through the gateway and by the port', { skip: without('curl') }, async (t) => {
  const send = (mechanism: string, subject: string, password: string, way: readonly string[]): Promise<string> => {
    const file = join(t.testdir(), 'message.eml')
    writeFileSync(file, `From: alice@contoso.com\r\nTo: bob@contoso.com\r\nSubject: ${subject}\r\n\r\nhi\r\n`)
    const logOn = ['--login-options', `AUTH=${mechanism}`, '-u', `CONTOSO\\alice:${password}`]
    const message = ['--mail-from', 'alice@contoso.com', '--mail-rcpt', 'bob@contoso.com', '-T', file]
    const result = ['-sS', '-w', '%{exitcode}']
    return run('curl', [...result, '--ssl-reqd', '--cacert', ca, ...way, ...logOn, ...message])
  }
  const url = 'smtp://mail.contoso.com:587'
  const byPort = ['--connect-to', `mail.contoso.com:587:${submission}`, url]
  const byGateway = ['-p', '-x', gateways.internet, url]
  t.match(await send('NTLM', 'curl NTLM', secret, byPort), /^0/)
  t.match(await send('LOGIN', 'curl LOGIN', secret, byGateway), /^0/)
  t.match(await send('NTLM', 'curl with a guess', 'guess', byPort), /^67/)
  t.same((await subjects()).filter((subject) => subject.startsWith('curl')).sort(), ['curl LOGIN', 'curl NTLM'])
})

t.test(
  'swaks sends with NTLM, which is version 1, and LOGIN',
  { skip: withoutSwaks() || without('curl') },
  async (t) => {
    for (const [mechanism, user] of [
      ['NTLM', ['alice', '--auth-extra', 'DOMAIN=CONTOSO']],
      ['LOGIN', ['CONTOSO\\alice']],
    ] as const) {
      const logOn = ['--auth', mechanism, '--auth-password', secret, '--auth-user', ...user]
      const message = [
        '--from',
        'alice@contoso.com',
        '--to',
        'bob@contoso.com',
        '--header',
        `Subject: swaks ${mechanism}`,
      ]
      const tls = ['--tls', '--tls-verify', '--tls-ca-path', ca]
      t.match(
        await run('swaks', ['--server', submission, ...tls, ...logOn, ...message]),
        /^<~ {2}250 2\.6\.0 /m,
        mechanism,
      )
    }
    t.match((await subjects()).filter((subject) => subject.startsWith('swaks')).sort(), ['swaks LOGIN', 'swaks NTLM'])
  },
)

t.test('nmap reads extensions and challenge, and finds no open relay', { skip: without('nmap') }, async (t) => {
  const scripts = ['--script', '+smtp-commands,+smtp-ntlm-info,+smtp-open-relay']
  const output = await run('nmap', ['-Pn', '-p', port, ...scripts, '127.0.0.1'])
  t.match(output, /smtp-commands: cas1\.contoso\.com Hello .*STARTTLS/)
  t.match(output, /smtp-open-relay: Server isn't an open relay/)
  t.match(output, /DNS_Computer_Name: cas1\.contoso\.com/)
})
