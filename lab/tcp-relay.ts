import { createServer, type Socket } from 'node:net'
import { joinSockets } from './join-sockets.ts'
import { listen } from './listen.ts'

export interface TcpRelay extends AsyncDisposable {
  readonly port: number
}

/**
 * Listens on a loopback port and joins every connection, byte for byte and half-close for half-close, with one that
 * `open` makes. A connection that cannot be made is reset, as a router does with a port forward that leads nowhere.
 */
export async function startTcpRelay(
  bind: { readonly host: string; readonly port: number },
  open: (incoming: Socket) => Promise<Socket>,
): Promise<TcpRelay> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (incoming) => {
    keep(incoming)
    incoming.on('error', () => incoming.destroy())
    open(incoming).then(
      (outgoing) => {
        keep(outgoing)
        joinSockets(incoming, outgoing)
      },
      () => incoming.resetAndDestroy(),
    )
  })
  const port = await listen(server, bind.host, bind.port)
  return {
    port,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
