import t from 'tap'
import { startTestEdge } from './edge-lab.ts'

const cases: Record<string, readonly [status: number, bytes: string]> = {
  'HTTP/0.9': [505, 'GET /\r\n'],
  'HTTP/0.9 with a line feed alone': [505, 'GET /\n'],
  'HTTP/0.9 behind an empty line': [505, '\r\nGET /\r\n'],
  'a version of the future': [505, 'GET / HTTP/3.0\r\n'],
  'a malformed version': [400, 'GET / HTTP/1.1.1\r\nHost: a\r\n'],
  'a line feed alone behind the request line': [400, 'GET / HTTP/1.1\nHost: a\n'],
  'a TLS hello': [400, '\x16\x03\x01\x02\x00'],
  'a NUL': [400, '\0'],
  'a carriage return alone': [400, '\rGET'],
}

for (const [what, [status, bytes]] of Object.entries(cases)) {
  t.test(`${what} is answered with ${status} at once, not when its time is up`, async (t) => {
    await using lab = await startTestEdge({ farms: { cas: [1] } })
    const client = await lab.client()
    t.match(await client.send(bytes).end(), new RegExp(`^HTTP/1\\.1 ${status} `))
    t.match(await lab.record(), { status, cause: 'bad-request' })
    client.socket.destroy()
  })
}

t.test('what may become a request is waited for, byte by byte', async (t) => {
  await using lab = await startTestEdge({ rules: ['* -> 403'], farms: {} })
  const client = await lab.client()
  for (const byte of '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n') {
    client.send(byte)
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.match((await client.message()).head, /^HTTP\/1\.1 403 /)
  client.socket.destroy()
})
