// Outlook Anywhere tried by programs of others, through an edge that offloads: each call goes through two channels that the
// edge may send to different servers. Impacket and Samba share no code with one another, nor with the lab.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startLab } from '../../lab/index.ts'
import { run, without, withoutPythonModule } from './programs.ts'

/** Debian's Python, which has the packages of the archive. */
const python = '/usr/bin/python3'
const lab = await startLab('ssl-offload')
t.teardown(() => lab[Symbol.asyncDispose]())
const { ca, entries } = await lab.state()
const edge = entries.internet['mail.contoso.com:443'] ?? ''
const [, port = ''] = edge.split(':')
const alice = ['CONTOSO', 'alice', 'Bridge-Alice-1']
const nspi = 'f5cc5a18-4264-101a-8c59-08002b2f8426'

/** What a script said of each try. */
async function tries(script: string, options: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const output = await run(python, [join(import.meta.dirname, script), ...options], env)
  const results = new Map<string, unknown>()
  for (const line of output.split('\n').filter((line) => line.startsWith('{'))) {
    const { try: name, result }: { try: string; result: unknown } = JSON.parse(line)
    results.set(name, result)
  }
  if (results.size === 0) t.comment(output)
  return results
}

t.test('impacket, from no security to sealed calls', { skip: withoutPythonModule('impacket') }, async (t) => {
  const results = await tries('impacket_rpc.py', [edge, ...alice])
  for (const level of [1, 2, 5, 6]) t.match(results.get(`level ${level}`), [nspi], `level ${level}`)
  t.equal(results.get('wrong password'), 'refused: rpc_s_access_denied')
  t.match(results.get('map'), /^ncacn_http:.*\[6004\]$/)
  t.match(results.get('map, sealed'), /^ncacn_http:.*\[6004\]$/)
  t.match(results.get('look up'), ['MS Exchange Directory RFR Interface', 'MS NT Directory NSP Interface'])
  t.equal(results.get('listening'), 0)
})

t.test('impacket reads the address book', { skip: withoutPythonModule('impacket') }, async (t) => {
  const results = await tries('impacket_nspi.py', [edge, ...alice])
  t.same(results.get('containers'), { '': 2, 'All Address Lists': 0, 'All Rooms': 0, 'All Users': 2 })
  const tags = ['0x1234000a', '0x39fe001f', '0x3a00001f']
  t.same(results.get('rows'), [
    ['alice', 'alice@contoso.com', tags],
    ['bob', 'bob@contoso.com', tags],
  ])
  t.same(results.get('names'), [
    [2, 2, 0],
    ['alice@contoso.com', 'bob@contoso.com'],
  ])
  t.ok(Number(results.get('columns')) > 20)
  t.equal(results.get('no such container'), 0)
  t.equal(results.get('unbound'), 1)
  t.match(results.get('after that'), /refused: /, 'the handle is gone')
})

const withoutSamba =
  withoutPythonModule('samba.dcerpc.mgmt') ||
  (await run('sh', ['-c', 'ls /usr/lib/*/libnss_wrapper.so'])).includes('cannot access')
t.test(
  'Samba, with NTLM and with SPNEGO',
  { skip: withoutSamba && 'Samba or libnss-wrapper is not installed' },
  async (t) => {
    const folder = t.testdir()
    const hosts = join(folder, 'hosts')
    writeFileSync(hosts, '127.0.0.1 mail.contoso.com\n')
    const gnutls = join(folder, 'gnutls.conf')
    writeFileSync(gnutls, '[overrides]\ndisabled-version = tls1.3\n')
    const results = await tries('samba_rpc.py', [`mail.contoso.com:${port}`, ...alice, ca], {
      LD_PRELOAD: 'libnss_wrapper.so',
      NSS_WRAPPER_HOSTS: hosts,
      GNUTLS_SYSTEM_PRIORITY_FILE: gnutls,
    })
    const names = ['ntlm connect', 'ntlm sign', 'ntlm seal', 'spnego sign', 'spnego seal', 'as Samba likes']
    for (const name of [...names, 'basic over HTTP']) t.match(results.get(name), [nspi], name)
    t.equal(results.get('listening'), 1)
  },
)

t.test('nmap reads the challenge of NTLM', { skip: without('nmap') }, async (t) => {
  const script = 'http-ntlm-info.root=/rpc/rpcproxy.dll,http.host=mail.contoso.com'
  const output = await run('nmap', [
    '-Pn',
    '-p',
    port,
    '--script',
    '+http-ntlm-info',
    '--script-args',
    script,
    '127.0.0.1',
  ])
  t.match(output, /NetBIOS_Domain_Name: CONTOSO/)
  t.match(output, /Product_Version: 6\.3\.9600/)
})
