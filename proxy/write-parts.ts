import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

// Below this, copying into one buffer costs less than several writes do.
const worthCopying = 16_384

/**
 * Writes the parts as one: a head and the beginning of its body leave in one packet, one TLS record and one system call.
 * @param borrowed whether the parts are gone when this returns
 * @returns whether the socket wants more; if not, wait for its `drain`
 */
export function writeParts(socket: Socket, parts: readonly Buffer[], borrowed = false): boolean {
  const [first] = parts
  if (first === undefined) return !socket.writableNeedDrain
  if (parts.length === 1) return socket.write(borrowed && !takesAtOnce(socket) ? Buffer.from(first) : first)
  let total = 0
  for (const part of parts) total += part.length
  if (total <= worthCopying || borrowed) return socket.write(Buffer.concat(parts, total))
  socket.cork()
  for (const part of parts) socket.write(part)
  socket.uncork()
  return !socket.writableNeedDrain
}

/**
 * Whether what is written next has left its buffer when `write` returns: TLS encrypts it at once, or copies it, while a plain
 * socket hands the memory itself to the system (Node's src/tls_wrap.cc, DoWrite; test/proxy/shared-read.test.ts keeps an eye on it).
 */
function takesAtOnce(socket: Socket): boolean {
  return socket instanceof TLSSocket && socket.writableLength === 0
}
