import type { Socket } from 'node:net'
import type { Member, Severable } from './member.ts'
import type { ReadAnswer } from './read-answer.ts'
import { readOnAfterFailedWrite } from './read-on.ts'
import { RepeatedHead } from './repeated-head.ts'
import type { SharedRead } from './shared-read.ts'
import { writeParts } from './write-parts.ts'

/** Whoever has an exchange under way on a connection to a server. */
export interface ServerUser {
  /** @param borrowed whether the chunk is gone when this returns, so that what must wait is to be copied */
  serverData(chunk: Buffer, borrowed: boolean): void
  /** The server takes bytes again after a write that was refused. */
  serverDrain(): void
  /** The server has sent all that it will send. */
  serverEnded(): void
  /** The connection broke; the error when there was one. Comes after `serverEnded` too, if the user still is there. */
  serverClosed(error: Error | undefined): void
  /** The server was taken offline; the connection is closed. */
  serverSevered(): void
}

/** Whoever keeps a connection between two exchanges. */
export interface ServerKeeper {
  /** The connection is gone. */
  serverLost(connection: ServerConnection): void
}

/** One connection to a server, plain or TLS. It serves one exchange after the other; in between it rests with a keeper. */
export class ServerConnection implements Severable {
  /** Counted from 1 over the whole edge. */
  readonly number: number
  readonly member: Member
  /** Name that its certificate was checked for; undefined without TLS. */
  readonly serverName: string | undefined
  readonly socket: Socket
  /** The head of its last final answer. */
  readonly lastAnswer = new RepeatedHead<ReadAnswer>()
  /** Exchanges begun on it. */
  uses = 0
  /** When it came to rest, by the ticker's clock, and how long it may rest then. */
  restingSince = 0
  restLimit = 0
  #user: ServerUser | undefined
  #keeper: ServerKeeper | undefined
  #error: Error | undefined
  #readsOn = false
  #released = false
  readonly #read: SharedRead | undefined
  #severed = false

  readonly #onData = (chunk: Buffer): void => {
    this.#heard(chunk, false)
  }
  readonly #onBorrowed = (chunk: Buffer): void => {
    this.#heard(chunk, true)
  }
  readonly #uncork = (): void => {
    while (this.socket.writableCorked > 0) this.socket.uncork()
  }
  readonly #onDrain = (): void => this.#user?.serverDrain()
  readonly #onEnd = (): void => {
    // After a failed write the end only shows that the connection broke.
    if (this.#error !== undefined) this.#user?.serverClosed(this.#error)
    else if (this.#user !== undefined) this.#user.serverEnded()
    else this.destroy()
  }
  readonly #onError = (error: Error): void => {
    this.#error = error
  }
  readonly #onClose = (): void => {
    this.member.connections.delete(this)
    this.#keeper?.serverLost(this)
    this.#keeper = undefined
    this.#user?.serverClosed(this.#error)
    this.#user = undefined
  }

  constructor(
    socket: Socket,
    number: number,
    member: Member,
    { serverName, read }: { readonly serverName: string | undefined; readonly read?: SharedRead | undefined },
  ) {
    this.socket = socket
    this.number = number
    this.member = member
    this.serverName = serverName
    this.#read = read
    member.counters.connectionsOpened++
    socket.on('data', this.#onData)
    socket.on('drain', this.#onDrain)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
    read?.to(this.#onBorrowed)
    // Of one that closed while it was handed over nobody is told.
    if (!socket.destroyed) member.connections.add(this)
  }

  /** Whether it was closed because its server was taken offline. */
  get severed(): boolean {
    return this.#severed
  }

  /** Whether a request may be sent on it. */
  get usable(): boolean {
    const { destroyed, readableEnded, writable } = this.socket
    return !destroyed && writable && !readableEnded && this.#error === undefined
  }

  /** An exchange begins. */
  begin(user: ServerUser): void {
    this.uses++
    this.#user = user
    this.#keeper = undefined
  }

  /** To be called before a body is sent on: only requests that take several writes pay for what this costs. */
  readOnAfterFailedWrite(): void {
    if (this.#readsOn) return
    this.#readsOn = true
    readOnAfterFailedWrite(this.socket, this.#onError)
  }

  /**
   * Sends a part of a body. A TLS client's comes in records of 16 kB, several from one read: while whole records come, they
   * are held back until the end of this turn of the event loop, to leave in one system call.
   * @returns whether the server takes more
   */
  send(parts: readonly Buffer[], more: boolean): boolean {
    const { socket } = this
    if (more && socket.writableCorked === 0) {
      socket.cork()
      setImmediate(this.#uncork)
    }
    const takes = writeParts(socket, parts)
    if (more && takes) return true
    this.#uncork()
    return !socket.writableNeedDrain
  }

  /** The exchange is over and the connection clean. */
  rest(keeper: ServerKeeper): void {
    this.#user = undefined
    this.#keeper = keeper
    this.socket.resume()
  }

  /** Hands the socket over, for a tunnel; nothing more is told to anybody. */
  release(): Socket {
    this.#released = true
    this.#user = undefined
    this.#keeper = undefined
    this.socket.off('data', this.#onData).off('drain', this.#onDrain).off('end', this.#onEnd)
    this.socket.pause()
    // Who takes it over knows 'data' events only.
    this.#read?.to((chunk) => this.socket.emit('data', Buffer.from(chunk)))
    return this.socket
  }

  /** Closes at once; the user of an exchange under way is told no more, a keeper is. */
  destroy(): void {
    this.#user = undefined
    // A socket that was handed over is another's; whoever had pinned the connection does not know.
    if (!this.#released) this.socket.destroy()
  }

  sever(): void {
    this.#severed = true
    const user = this.#user
    this.#user = undefined
    this.socket.destroy()
    user?.serverSevered()
  }

  #heard(chunk: Buffer, borrowed: boolean): void {
    if (this.#user !== undefined) this.#user.serverData(chunk, borrowed)
    // An answer that nobody asked for would be taken for that of the next request.
    else this.destroy()
  }
}
