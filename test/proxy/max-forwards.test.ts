import t from 'tap'
import { farmOn, startTestEdge, testSetup } from './edge-lab.ts'
import { textServer } from './wire.ts'

const ask = (method: string, left: string) =>
  `${method} /owa/ HTTP/1.1\r\nHost: a\r\nCookie: secret\r\nMax-Forwards: ${left}\r\n\r\n`

t.test('OPTIONS that may go no further is answered by the edge; else one less is left', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const { head } = await client.send(ask('OPTIONS', '0')).message()
  t.match(head, /^HTTP\/1\.1 200 OK\r\n.*\r\nAllow: GET, HEAD, POST, PUT, DELETE, OPTIONS\r\nContent-Length: 0\r\n/s)
  t.match(await lab.record(), { status: 200, edge: { mode: 'local' } })
  t.equal(server.wires.length, 0)
  for (const [left, forwarded] of [
    ['1', '0'],
    ['10', '9'],
    ['x', 'x'],
  ] as const) {
    t.match((await client.send(ask('OPTIONS', left)).message()).body, `\r\nMax-Forwards: ${forwarded}\r\n`)
  }
  t.match((await client.send(ask('GET', '0')).message()).body, '\r\nMax-Forwards: 0\r\n', 'others do not count')
  client.socket.destroy()
})

t.test('TRACE is passed on where it is wanted; at its end it shows the request without secrets', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: { trace: true } })
  const client = await lab.client()
  t.match((await client.send(ask('TRACE', '3')).message()).body, /^TRACE \/owa\/ .*\r\nMax-Forwards: 2\r\n/s)
  const { head, body } = await client.send(ask('TRACE', '0')).message()
  t.match(head, '\r\nContent-Type: message/http\r\n')
  t.equal(body, 'TRACE /owa/ HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n')
  client.socket.destroy()
})

t.test('a loop of ARRs ends with 400.605', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [server.port], { headers: 'arr' }) } })
  const client = await lab.client()
  t.match((await client.send(ask('GET', '1')).message()).body, '\r\nMax-Forwards: 0\r\n')
  const { head } = await client.send(ask('GET', '0')).message()
  t.match(head, /^HTTP\/1\.1 400 .*\r\nX-Bridgehead-Cause: loop\r\n/s)
  t.match(await lab.record(2), { status: 400, subStatus: 605, cause: 'loop' })
  client.socket.destroy()
})

t.test('an edge of style arr that leads to itself stops', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] } })
  const loop = farmOn('cas', [lab.port], { headers: 'arr' })
  lab.edge.reload(testSetup({ farms: { cas: loop } }))
  const client = await lab.client()
  t.match((await client.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()).head, /^HTTP\/1\.1 400 /)
  await lab.record(12)
  t.equal(lab.records.length, 12, 'ten hops behind the first, and the one that is refused')
  client.socket.destroy()
})
