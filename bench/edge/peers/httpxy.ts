import { readFileSync } from 'node:fs'
import { Agent as PlainAgent } from 'node:http'
import { Agent, createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createProxyServer } from 'httpxy'
import { readOrder } from './order.ts'

const { certificate, key, ca, host, backend, bridged } = readOrder()
const agent = bridged
  ? new Agent({ keepAlive: true, ca: readFileSync(ca), servername: host })
  : new PlainAgent({ keepAlive: true })
const proxy = createProxyServer({
  target: `${bridged ? 'https' : 'http'}://127.0.0.1:${backend}`,
  agent,
  xfwd: true,
})
proxy.on('error', (_error, _request, response) => response?.destroy())
const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request, response) =>
  proxy.web(request, response),
)
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })))
