// The floor: TLS ends here, and bytes go on without being looked at. No proxy on Node can be cheaper.

import { readFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import * as tls from 'node:tls'
import { readOrder } from './order.ts'

const { certificate, key, ca, host, backend, bridged } = readOrder()
const context = tls.createSecureContext({ ca: readFileSync(ca) })

const server = tls.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (client) => {
  client.setNoDelay(true)
  const onward: Socket = bridged
    ? tls.connect({ port: backend, host: '127.0.0.1', servername: host, secureContext: context })
    : connect(backend, '127.0.0.1')
  onward.setNoDelay(true)
  client.pipe(onward)
  onward.pipe(client)
  client.on('error', () => onward.destroy()).on('close', () => onward.destroy())
  onward.on('error', () => client.destroy()).on('close', () => client.destroy())
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })))
