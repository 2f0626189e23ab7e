import type { Socket } from 'node:net'

// Below this, copying into one buffer costs less than several writes do.
const worthCopying = 16_384

/**
 * Writes the parts as one: a head and the beginning of its body leave in one packet, one TLS record and one system call.
 * @returns whether the socket wants more; if not, wait for its `drain`
 */
export function writeParts(socket: Socket, parts: readonly Buffer[]): boolean {
  const [first] = parts
  if (first === undefined) return !socket.writableNeedDrain
  if (parts.length === 1) return socket.write(first)
  let total = 0
  for (const part of parts) total += part.length
  if (total <= worthCopying) return socket.write(Buffer.concat(parts, total))
  socket.cork()
  for (const part of parts) socket.write(part)
  socket.uncork()
  return !socket.writableNeedDrain
}
