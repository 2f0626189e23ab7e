// A client's TCP connection: any number of queries on it, each answered as soon as its answer is there (RFC 7766).

import type { Socket } from 'node:net'
import { frame, frameReader } from './tcp-frames.ts'

/** Milliseconds without a byte before it is closed: "in the order of a few seconds", RFC 7766 section 6.2.3. */
const idleTimeout = 10_000
/** Queries that may be under way; reading stops there until some are answered. */
const maximumUnderWay = 64

/** Serves the connection until the client ends it, idles, or breaks it. */
export function serveConnection(socket: Socket, respond: (message: Buffer) => Promise<Buffer | undefined>): void {
  let underWay = 0
  let ended = false
  const settle = (): void => {
    underWay -= 1
    if (underWay < maximumUnderWay && !socket.writableNeedDrain) socket.resume()
    if (ended && underWay === 0) socket.end()
  }
  const read = frameReader((message) => {
    underWay += 1
    if (underWay >= maximumUnderWay) socket.pause()
    void respond(message).then((reply) => {
      // One that reads no answers is not read from either.
      if (reply !== undefined && socket.writable && !socket.write(frame(reply))) socket.pause()
      settle()
    })
  })
  socket.on('data', read)
  socket.on('drain', () => {
    if (underWay < maximumUnderWay) socket.resume()
  })
  socket.on('end', () => {
    ended = true
    if (underWay === 0) socket.end()
  })
  socket.on('error', () => socket.destroy())
  socket.setTimeout(idleTimeout, () => socket.destroy())
}
