import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { startTestEdge } from './edge-lab.ts'
import { textServer, wireServer } from './wire.ts'

const rules = ['* /slow -> slow', '* -> quick']
const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
const post = (path: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`

t.test('a slow first request keeps its turn, and the ones behind it are not begun before', async (t) => {
  await using slow = await wireServer(() => {})
  await using quick = await textServer((head) => head.split(' ')[1] ?? '')
  await using lab = await startTestEdge({ rules, farms: { slow: [slow.port], quick: [quick.port] } })
  const client = await lab.client()
  client.send(post('/slow', 'hello') + get('/2') + post('/3', 'world') + get('/4'))
  await waitUntil(() => slow.wires[0]?.text.endsWith('hello'), { what: 'the first request at its server' })
  // Another client is served in the meantime, so the edge has had its chance to answer out of order.
  const other = await lab.client()
  t.equal((await other.send(get('/other')).message()).body, '/other')
  t.equal(client.text, '')
  t.equal(lab.records.length, 1)
  slow.wires[0]?.send('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow')
  for (const body of ['slow', '/2', '/3', '/4']) t.equal((await client.message()).body, body)
  t.notMatch(slow.wires[0]?.text, '/2', 'nothing of the next one ran into the body of the first')
  client.socket.destroy()
  other.socket.destroy()
})

t.test('requests that came whole before the client ended its side are all answered', async (t) => {
  await using quick = await textServer((head) => head.split(' ')[1] ?? '')
  await using lab = await startTestEdge({ rules: ['* -> quick'], farms: { quick: [quick.port] } })
  const client = await lab.client()
  client.send(get('/1') + post('/2', 'hello') + get('/3'))
  client.socket.end()
  for (const body of ['/1', '/2', '/3']) t.equal((await client.message()).body, body)
  t.equal(await client.end(), '')
  client.socket.destroy()
})

t.test('a body that came whole before the client ended its side is not lost while a server is sought', async (t) => {
  await using server = await wireServer(async (wire) => {
    const { body } = await wire.message()
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  })
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  client.send(post('/', 'hello')).socket.end()
  t.equal((await client.message()).body, 'hello')
  t.match(await lab.record(), { status: 200, requestBytes: 5, cause: undefined })
  client.socket.destroy()
})

t.test('of requests that end in the middle of one, the whole ones are answered', async (t) => {
  await using quick = await textServer((head) => head.split(' ')[1] ?? '')
  await using lab = await startTestEdge({ rules: ['* -> quick'], farms: { quick: [quick.port] } })
  for (const part of ['GET /2 HTTP/1.1\r\nHo', 'POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhello']) {
    const client = await lab.client()
    client.send(get('/1') + part)
    client.socket.end()
    t.equal((await client.message()).body, '/1')
    t.equal(await client.end(), '')
    client.socket.destroy()
  }
})
