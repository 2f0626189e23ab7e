import { connect, type Socket, type TcpNetConnectOpts } from 'node:net'

/**
 * Opens a TCP connection; the promise is kept once it stands, and broken with the system's error or the signal's reason.
 * @param begun called once the local port is known, before the server can have accepted
 */
export function dialTcp(
  options: TcpNetConnectOpts,
  signal?: AbortSignal,
  begun?: (socket: Socket) => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const socket = connect({ noDelay: true, ...options })
    // `connectionAttempt` comes just before the system call; the tick after it is the first to know the local port, and
    // still comes before the event loop looks for what a server in this process may accept.
    if (begun !== undefined) socket.once('connectionAttempt', () => process.nextTick(begun, socket))
    const abort = (): void => {
      socket.destroy()
      reject(signal?.reason)
    }
    const settle = (): void => {
      socket.off('error', fail)
      signal?.removeEventListener('abort', abort)
    }
    const fail = (error: Error): void => {
      settle()
      reject(error)
    }
    socket.once('error', fail)
    socket.once('connect', () => {
      settle()
      resolve(socket)
    })
    signal?.addEventListener('abort', abort, { once: true })
  })
}
