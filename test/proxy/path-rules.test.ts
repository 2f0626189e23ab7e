// A rule that denies a path, asked for in every spelling that a server behind might take for it, over the wire.

import t from 'tap'
import { startTestEdge } from './edge-lab.ts'
import { textServer } from './wire.ts'

const spellings: Record<string, readonly string[]> = {
  case: ['/powershell', '/POWERSHELL/', '/PowerShell/x'],
  encodings: [
    '/%50owerShell',
    '/Power%53hell',
    '/%70%6f%77%65%72%73%68%65%6c%6c',
    '/PowerShell%2f',
    '/owa%2fPowerShell',
  ],
  'double encodings': ['/%2550owerShell', '/owa/%252e%252e/PowerShell'],
  'dot segments': [
    '/./PowerShell',
    '/owa/../PowerShell',
    '/owa/x/../../PowerShell',
    '/owa/%2e%2e/PowerShell',
    '/../PowerShell',
  ],
  'empty segments': ['//PowerShell', '/owa/..//PowerShell', '///PowerShell//x'],
  'a query that begins within': [
    '//PowerShell%3f/../',
    '/PowerShell%3Fx/..',
    '/PowerShell%EF%BC%9F/../owa',
    '/PowerShell%3f',
  ],
  backslashes: ['/\\PowerShell', '\\PowerShell', '/owa\\..\\PowerShell', '/%5cPowerShell'],
  parameters: ['/PowerShell;x=1', '/PowerShell;/x', '/owa/..;/PowerShell'],
  'dots and spaces at the end': ['/PowerShell.', '/PowerShell.../x', '/PowerShell%20', '/PowerShell%20./x'],
  'data streams': ['/PowerShell::$INDEX_ALLOCATION/x', '/PowerShell:$i30:$INDEX_ALLOCATION/x'],
  'NUL and control bytes': ['/PowerShell%00', '/PowerShell%00.aspx', '/Power%0aShell', '/PowerShell\t'],
  'short names': ['/POWERS~1', '/powers~1/x'],
  'forms of UTF-8': ['/%c0%afPowerShell', '/%ef%bc%b0owerShell'],
  'the absolute form': ['http://mail.test/PowerShell', 'http://mail.test:80/owa/../PowerShell'],
}

for (const [what, targets] of Object.entries(spellings)) {
  t.test(`${what}: denied or refused, and no server is asked`, async (t) => {
    await using server = await textServer(() => 'reached')
    await using lab = await startTestEdge({
      rules: ['* /PowerShell -> 403', '* -> cas'],
      farms: { cas: [server.port] },
    })
    for (const target of targets) {
      const client = await lab.client()
      const { head } = await client.send(`GET ${target} HTTP/1.1\r\nHost: mail.test\r\n\r\n`).message()
      t.match(head, /^HTTP\/1\.1 40[03] /, target)
      client.socket.destroy()
    }
    t.equal(server.wires.length, 0)
  })
}

t.test('what only looks like it is served', async (t) => {
  await using server = await textServer((head) => head.split(' ')[1] ?? '')
  await using lab = await startTestEdge({ rules: ['* /PowerShell -> 403', '* -> cas'], farms: { cas: [server.port] } })
  const client = await lab.client()
  for (const target of [
    '/PowerShells',
    '/owa/PowerShell',
    '/?x=/PowerShell',
    '/owa/?../PowerShell',
    '/PowerShell-x/',
  ]) {
    const { body } = await client.send(`GET ${target} HTTP/1.1\r\nHost: mail.test\r\n\r\n`).message()
    t.equal(body, target)
  }
  t.match((await client.send('OPTIONS * HTTP/1.1\r\nHost: mail.test\r\n\r\n').message()).body, '*')
  client.socket.destroy()
})
