// One port for both: a UDP and a TCP socket with the same number, as DNS wants it.

import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIPv6, type Server } from 'node:net'
import { failure } from '../base/errors.ts'

/** Free ports tried before giving up. Where the TCP port is free, the UDP port of the same number nearly always is. */
const attempts = 20

/**
 * Binds the TCP server and a new UDP socket; port 0 takes any number that is free for both.
 * @throws BH_ERR_PORT_IN_USE, BH_ERR_DNS_NO_PORT
 */
export async function listenOnBoth(server: Server, host: string, port: number): Promise<{ udp: Socket; port: number }> {
  for (let attempt = 0; attempt < (port === 0 ? attempts : 1); attempt += 1) {
    const taken = await listenTcp(server, host, port)
    try {
      return { udp: await bindUdp(host, taken), port: taken }
    } catch (error) {
      server.close()
      await once(server, 'close')
      if (!isInUse(error)) throw error
      if (port !== 0) throw failure('BH_ERR_PORT_IN_USE', { address: host, port }, error)
    }
  }
  throw failure('BH_ERR_DNS_NO_PORT', { host, attempts })
}

async function listenTcp(server: Server, host: string, port: number): Promise<number> {
  try {
    server.listen({ host, port })
    await once(server, 'listening')
  } catch (error) {
    throw isInUse(error) ? failure('BH_ERR_PORT_IN_USE', { address: host, port }, error) : error
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

async function bindUdp(host: string, port: number): Promise<Socket> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  try {
    socket.bind({ address: host, port, exclusive: true })
    await once(socket, 'listening')
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Windows reserves ranges of ports (Hyper-V does) and then says EACCES. */
function isInUse(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return code === 'EADDRINUSE' || code === 'EACCES'
}
