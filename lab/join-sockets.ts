import type { Socket } from 'node:net'

/**
 * Joins two connections byte for byte, half-close for half-close, with back-pressure; when one breaks, so does the other.
 * Two pipelines would do the same with more listeners on each socket than Node thinks right.
 */
export function joinSockets(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to)
    from.on('error', () => to.destroy())
    // What was read before the end is still to be written.
    from.once('close', (broken) => (broken ? to.destroy() : to.destroySoon()))
  }
}
