// A reverse proxy as one writes it today on Node: the core's HTTPS server, and undici's pool towards the server.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { readOrder } from './order.ts'

const { certificate, key, ca, host, backend, bridged } = readOrder()
const pool = new Pool(`${bridged ? 'https' : 'http'}://127.0.0.1:${backend}`, {
  connections: 256,
  ...(bridged ? { connect: { ca: readFileSync(ca, 'utf8'), servername: host } } : {}),
})
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) => {
  const { connection: _, ...headers } = request.headers
  const bodyless = request.method === 'GET' || request.method === 'HEAD'
  pool.stream(
    {
      path: request.url ?? '/',
      method: request.method as 'GET',
      headers: { ...headers, 'x-forwarded-for': request.socket.remoteAddress ?? '', 'x-forwarded-proto': 'https' },
      body: bodyless ? null : request,
      opaque: response,
    },
    ({ statusCode, headers }) => {
      response.writeHead(statusCode, headers)
      return response
    },
    (error) => {
      if (error) response.destroy()
    },
  )
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })))
