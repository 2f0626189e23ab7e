import t from 'tap'
import type { Arrival } from '../../../../mock-exchange/iis/http-server/server.ts'
import { rawClient, serveRaw } from '../../support/raw-http.ts'

async function echo({ request, response, connection }: Arrival): Promise<void> {
  let bytes = 0
  for await (const chunk of request) bytes += chunk.length
  response.end(`${request.method} ${request.url} ${bytes} on ${connection.number};`)
}

const server = await serveRaw(echo)
t.teardown(() => server[Symbol.asyncDispose]())

t.test('any token is a method', async (t) => {
  const client = rawClient(server.port)
  for (const method of ['RPC_IN_DATA', 'RPC_OUT_DATA', 'RDG_IN_DATA', 'X']) {
    client.write(`${method} /a HTTP/1.1\r\nHost: h\r\n\r\n`)
    t.match(await client.until(new RegExp(`${method} /a 0 on 1;`)), /^HTTP\/1\.1 200 OK/)
  }
  client.socket.destroy()
})

t.test('requests of one connection are answered in order, pipelined ones too', async () => {
  const client = rawClient(server.port)
  client.write(
    'POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.1\r\nHost: h\r\n\r\n' +
      'POST /3 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwxyz\r\n1\r\n!\r\n0\r\n\r\n',
  )
  await client.until(/POST \/1 3 on 2;[\s\S]*GET \/2 0 on 2;[\s\S]*POST \/3 5 on 2;/)
  client.socket.destroy()
})

t.test('a head and a body may come byte by byte', async () => {
  const client = rawClient(server.port)
  for (const byte of 'POST /slow HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab') client.write(byte)
  await client.until(/POST \/slow 2/)
  client.socket.destroy()
})

t.test('the absolute form leads to its path', async () => {
  const client = rawClient(server.port)
  client.write('GET http://other/path?q HTTP/1.1\r\nHost: h\r\n\r\nGET http://other HTTP/1.1\r\nHost: h\r\n\r\n')
  await client.until(/GET \/path\?q 0[\s\S]*GET \/ 0/)
  client.socket.destroy()
})

t.test('HTTP/1.0 and Connection: close end the connection after the answer', async (t) => {
  for (const request of ['GET / HTTP/1.0\r\n\r\n', 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n']) {
    const client = rawClient(server.port)
    client.write(request)
    const text = await client.closed()
    t.match(text, /Connection: close/i)
    t.match(text, /GET \/ 0/)
    t.notMatch(text, /chunked/)
  }
})

t.test('a kept connection is not announced', async (t) => {
  const client = rawClient(server.port)
  client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
  t.notMatch(await client.until(/GET \/ 0/), /connection:/i)
  client.socket.destroy()
})

t.test('HEAD has the headers and no body', async (t) => {
  const client = rawClient(server.port)
  client.write('HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET /after HTTP/1.1\r\nHost: h\r\n\r\n')
  t.notMatch(await client.until(/GET \/after/), /HEAD \/ 0/)
  client.socket.destroy()
})

t.test('100 Continue comes when it was asked for and the body is wanted, and not else', async (t) => {
  const client = rawClient(server.port)
  client.write('POST /e HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n')
  t.equal(await client.until(/\r\n\r\n$/), 'HTTP/1.1 100 Continue\r\n\r\n')
  client.write('ab')
  t.match(await client.until(/POST \/e 2/), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/)
  client.socket.destroy()

  const silent = rawClient(server.port)
  silent.write('POST /s HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab')
  t.notMatch(await silent.until(/POST \/s 2/), /100 Continue/)
  silent.socket.destroy()
})
