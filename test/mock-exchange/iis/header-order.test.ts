import t from 'tap'
import { basic } from '../support/client.ts'
import { rawClient } from '../support/raw-http.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers({ cas1: '    vdirs: { Autodiscover: { sslFlags: None } }' })
t.teardown(() => servers[Symbol.asyncDispose]())

/** Names of the answer's headers, in order. */
async function names(path: string, headers: Record<string, string> = {}): Promise<string[]> {
  const client = rawClient(servers.port('cas1', 80))
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  client.write(`GET ${path} HTTP/1.1\r\nHost: mail.contoso.com\r\n${lines.join('')}Connection: close\r\n\r\n`)
  const [head = ''] = (await client.closed()).split('\r\n\r\n')
  return head
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(':')[0] ?? '')
}

t.test('a 401 has the order of the captures, the schemes before X-Powered-By', async (t) => {
  t.same(await names('/Autodiscover/x'), [
    'Cache-Control',
    'Connection',
    'Server',
    'request-id',
    'X-AspNet-Version',
    'WWW-Authenticate',
    'WWW-Authenticate',
    'WWW-Authenticate',
    'X-Powered-By',
    'X-FEServer',
    'Date',
    'Content-Length',
  ])
})

t.test('an answer of the Back End has it too, each header once and in the spelling of IIS', async (t) => {
  t.same(await names('/Autodiscover/x', basic('alice', 'Pässword:1')), [
    'Connection',
    'Content-Type',
    'Server',
    'request-id',
    'X-CalculatedBETarget',
    'X-DiagInfo',
    'X-BEServer',
    'Set-Cookie',
    'X-AspNet-Version',
    'X-Powered-By',
    'X-FEServer',
    'Date',
    'Content-Length',
  ])
})
