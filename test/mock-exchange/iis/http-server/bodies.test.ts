import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import type { Arrival } from '../../../../mock-exchange/iis/http-server/server.ts'
import { rawClient, serveRaw } from '../../support/raw-http.ts'

t.test('a body that nobody reads is thrown away, and the connection goes on', async (t) => {
  await using server = await serveRaw(({ request, response }) => response.end(`answer to ${request.url};`))
  const client = rawClient(server.port)
  const body = 'x'.repeat(500_000)
  client.write(`POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n`)
  await client.until(/answer to \/1;/)
  client.write(`${body}GET /2 HTTP/1.1\r\nHost: h\r\n\r\n`)
  await client.until(/answer to \/2;/)
  t.ok(client.socket.writable)
  client.socket.destroy()
})

t.test('a reader that stops holds the client back', async (t) => {
  const arrivals: Arrival[] = []
  await using server = await serveRaw((arrival) => arrivals.push(arrival))
  const client = rawClient(server.port)
  const size = 20_000_000
  client.write(`POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`)
  client.socket.write(Buffer.alloc(size))
  const { request, response } = await waitUntil(() => arrivals[0], { what: 'the request' })
  await once(request, 'readable')
  for (let turns = 0; turns < 50; turns++) await turn()
  t.ok(client.socket.writableLength > 0, 'the client cannot get rid of it')
  t.ok(request.bodyBytes < 1_000_000)
  request.resume()
  await once(request, 'end')
  t.equal(request.bodyBytes, size)
  response.end('all')
  await client.until(/all/)
  client.socket.destroy()
})

t.test('a client that does not read holds the writer back, and frees it again', async (t) => {
  const arrivals: Arrival[] = []
  await using server = await serveRaw((arrival) => arrivals.push(arrival))
  const client = rawClient(server.port)
  client.socket.pause()
  client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
  const { response } = await waitUntil(() => arrivals[0], { what: 'the request' })
  const chunk = Buffer.alloc(1_000_000, 'z')
  let written = 0
  while (response.write(chunk)) written++
  t.ok(response.writableNeedDrain)
  for (; written < 20; written++) response.write(chunk)
  const drained = once(response, 'drain')
  client.socket.resume()
  await drained
  t.notOk(response.writableNeedDrain)
  response.end('last')
  await client.until(/last/)
  t.ok(response.bodyBytes >= 20_000_000)
  client.socket.destroy()
})

t.test('a client that leaves while its request is served is noticed', async (t) => {
  const arrivals: Arrival[] = []
  await using server = await serveRaw((arrival) => arrivals.push(arrival))
  for (const leave of ['destroy', 'end'] as const) {
    const client = rawClient(server.port)
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    const { response } = await waitUntil(() => arrivals.shift(), { what: 'the request' })
    const closed = once(response, 'close')
    client.socket[leave]()
    await closed
    t.notOk(response.writableFinished, leave)
  }
})

t.test('a client that leaves in the middle of a body breaks the reader off', async (t) => {
  const arrivals: Arrival[] = []
  await using server = await serveRaw((arrival) => arrivals.push(arrival))
  const client = rawClient(server.port)
  client.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc')
  const { request } = await waitUntil(() => arrivals[0], { what: 'the request' })
  request.resume()
  await waitUntil(() => request.bodyBytes === 3, { what: 'the first bytes' })
  const failed = once(request, 'error')
  client.socket.destroy()
  t.match(await failed, [{ code: 'ECONNRESET' }])
  t.equal(request.complete, false)
})
