import t from 'tap'
import { startTestEdge, testSetup } from './edge-lab.ts'
import { textServer, wireServer } from './wire.ts'

const get = (via = '') => `GET / HTTP/1.1\r\nHost: a\r\n${via}\r\n`

t.test('off, nothing is said', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const { head, body } = await client.send(get('Via: 1.1 before\r\n')).message()
  t.notMatch(head, /^via:/im)
  t.same(body.match(/^via:.*$/gim), ['Via: 1.1 before'])
  client.socket.destroy()
})

t.test('a name of its own is added behind those before, with the version that the message came in', async (t) => {
  await using server = await wireServer(async (wire) => {
    for (;;) {
      const head = await wire.head()
      wire.send(
        `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nVia: 1.1 cache\r\nContent-Length: ${head.length}\r\n\r\n${head}`,
      )
    }
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: { via: 'edge1' } })
  const client = await lab.client()
  const { head, body } = await client.send(get('Via: 1.1 before\r\n')).message()
  t.same(body.match(/^via:.*$/gim), ['Via: 1.1 before', 'Via: 1.1 edge1'])
  t.same(head.match(/^via:.*$/gim), ['Via: 1.1 cache', 'Via: 1.0 edge1'])
  const old = await client.send('GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n').message()
  t.same(old.body.match(/^via:.*$/gim), ['Via: 1.0 edge1'])
  client.socket.destroy()
})

t.test('a request that comes round again is refused with 508', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: { via: 'Edge1' } })
  const client = await lab.client()
  for (const via of ['1.1 edge1', '1.0 fred, 1.1 EDGE1 (Bridgehead)', '1.0 fred\r\nVia: HTTP/1.1  edge1']) {
    const { head } = await client.send(get(`Via: ${via}\r\n`)).message()
    t.match(head, /^HTTP\/1\.1 508 .*\r\nX-Bridgehead-Cause: loop\r\n/s, via)
  }
  for (const via of ['1.1 edge10', '1.1 other (edge1)', 'edge1 other']) {
    t.equal((await client.send(get(`Via: ${via}\r\n`)).message()).body, 'ok', via)
  }
  client.socket.destroy()
})

t.test('on, an edge finds a loop by a name that nobody else has, also after a reload', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, plan: { via: 'on' } })
  lab.edge.reload(testSetup({ farms: { cas: [lab.port] }, plan: { via: 'on' } }))
  const client = await lab.client()
  t.match((await client.send(get()).message()).head, /^HTTP\/1\.1 508 .*\r\nVia: 1\.1 bridgehead-[0-9a-f]{12}\r\n/s)
  await lab.record(2)
  t.equal(lab.records.length, 2)
  client.socket.destroy()
})
