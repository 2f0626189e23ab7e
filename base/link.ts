// A connection within this process: what one end writes, the other reads. It costs 4 kB and no open files, where two
// sockets with TLS between them cost 115 kB and two.
//
//   one end ── write ──▶ read ── other end        back-pressure and breaking as with a TCP connection; an end
//           ◀── read ── write ──                         that has read all closes too (allowHalfOpen: false)

import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * Makes a connection; gives its two ends, the one that opened it first.
 * @param from IP address of who opens it: the other end's `remoteAddress`
 */
export function createLink(from: string): [opening: Socket, accepting: Socket] {
  const opening = new LinkEnd()
  const accepting = new LinkEnd(from)
  opening.peer = accepting
  accepting.peer = opening
  return [asSocket(opening), asSocket(accepting)]
}

/** A stream with what HTTP clients and servers ask of a socket. What only a network has is taken and does nothing. */
class LinkEnd extends Duplex {
  readonly remoteAddress: string | undefined
  /** Milliseconds, as on a socket: Node's HTTP agent compares it. */
  timeout: number | undefined
  peer: LinkEnd | undefined
  #idle: NodeJS.Timeout | undefined
  #written: (() => void) | undefined

  constructor(remoteAddress?: string) {
    super({ allowHalfOpen: false })
    this.remoteAddress = remoteAddress
  }

  setTimeout(milliseconds: number, told?: () => void): this {
    this.timeout = milliseconds
    if (told !== undefined && milliseconds !== 0) this.once('timeout', told)
    clearTimeout(this.#idle)
    this.#idle = milliseconds === 0 ? undefined : setTimeout(() => this.emit('timeout'), milliseconds).unref()
    return this
  }

  setKeepAlive(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    if (this.writableFinished) this.destroy()
    else this.end(() => this.destroy())
  }

  override _read(): void {
    this.peer?.hasRoom()
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#idle?.refresh()
    // Not at once: whoever writes would find the answer to it before it is back from writing.
    process.nextTick(() => {
      const { peer } = this
      if (peer === undefined || peer.destroyed) return done()
      peer.#idle?.refresh()
      if (peer.push(bytes)) done()
      else this.#written = done
    })
  }

  override _final(done: () => void): void {
    process.nextTick(() => {
      if (this.peer?.destroyed === false) this.peer.push(null)
      done()
    })
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearTimeout(this.#idle)
    // After an orderly end the other end goes on reading what came before; anything else breaks it too.
    const whole = this.writableFinished && error === null
    process.nextTick(() => {
      this.hasRoom()
      this.peer?.hasRoom()
      if (!whole) this.peer?.destroy()
    })
    done(error)
  }

  /** The other end can take more. */
  hasRoom(): void {
    const written = this.#written
    this.#written = undefined
    written?.()
  }
}

/** The rest of a Socket, nobody asks of it. */
function asSocket(end: LinkEnd): Socket {
  return end as unknown as Socket
}
