// Fields that the plan has taken out: of answers by name, of requests for the underscore in theirs.

import t from 'tap'
import { farmOn, startTestEdge } from './edge-lab.ts'
import { textServer, wireServer } from './wire.ts'

const get = (fields = '') => `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`

t.test('hidden fields of answers do not get out, those of the edge neither', async (t) => {
  await using server = await wireServer(async (wire) => {
    await wire.head()
    wire.send('HTTP/1.1 200 OK\r\nSERVER: IIS\r\nX-Powered-By: ASP.NET\r\nX-Other: 1\r\nContent-Length: 2\r\n\r\nok')
  })
  await using lab = await startTestEdge({
    farms: { cas: farmOn('cas', [server.port], { headers: 'arr' }) },
    plan: { hide: ['Server', 'x-powered-by'] },
  })
  const client = await lab.client()
  const { head, body } = await client.send(get()).message()
  t.match(head, '\r\nX-Other: 1\r\n')
  t.notMatch(head, /server|powered/i)
  t.equal(body, 'ok')
  client.socket.destroy()
})

const fields = 'X_Own: 1\r\nX_Forwarded_For: 10.0.0.1\r\nX_ARR_SSL: forged\r\n'

t.test('underscores: kept, but for those that claim what an edge says', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] } })
  const client = await lab.client()
  const { body } = await client.send(get(fields)).message()
  t.match(body, '\r\nX_Own: 1\r\n')
  t.notMatch(body, '10.0.0.1')
  client.socket.destroy()
})

t.test('underscores: dropped, in the trailer too', async (t) => {
  await using server = await wireServer(async (wire) => {
    const head = await wire.head()
    const body = await wire.take('0\r\nX-Sum: 2\r\n\r\n')
    const text = head + body
    wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`)
  })
  const plan = { underscores: 'drop' } as const
  await using lab = await startTestEdge({ farms: { cas: farmOn('cas', [server.port], { headers: 'none' }) }, plan })
  const client = await lab.client()
  const chunked = `POST / HTTP/1.1\r\nHost: a\r\n${fields}Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX_Sum: 1\r\nX-Sum: 2\r\n\r\n`
  t.notMatch((await client.send(chunked).message()).body, '_')
  client.socket.destroy()
})

t.test('underscores: refused', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, plan: { underscores: 'refuse' } })
  const client = await lab.client()
  t.match((await client.send(get(fields)).message()).head, /^HTTP\/1\.1 400 /)
  t.equal((await client.send(get('X-Own: 1\r\n')).message()).body, 'ok')
  client.socket.destroy()
})
