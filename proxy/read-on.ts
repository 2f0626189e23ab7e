import type { Socket } from 'node:net'

type Done = (error?: Error | null) => void

/**
 * Lets a connection be read to its end when a write on it has failed. A server may refuse a request early and break the
 * connection over the rest of it (413, 401); Node would destroy the socket with the refusal unread. The error is held back
 * until the server's side has ended, which it does soon, as nobody can write to it any more.
 * @param failed told of the error at once
 */
export function readOnAfterFailedWrite(socket: Socket, failed: (error: Error) => void): void {
  const { _write: write, _writev: writev } = socket
  const held =
    (done: Done): Done =>
    (error) => {
      if (!error || socket.destroyed || socket.readableEnded) {
        done(error)
        return
      }
      failed(error)
      socket.once('end', () => done(error))
    }
  socket._write = (chunk, encoding, done) => write.call(socket, chunk, encoding, held(done))
  if (writev !== undefined) socket._writev = (chunks, done) => writev.call(socket, chunks, held(done))
}
