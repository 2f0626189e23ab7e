// One request and its answer on one server connection. Both bodies stream at the same time and independently, as Outlook
// Anywhere needs it: an answer may begin, and even end, while the request still comes.
//
//   client ── requestData ──> upload relay ──> server        a side that cannot take more
//   client <── reply relay <── serverData ──── server        pauses the other one

import type { FailureCause } from '../base/failure-cause.ts'
import {
  type BodyFraming,
  checkHeadSize,
  encodeResponseHead,
  endToEndHeaders,
  findHeadEnd,
  HttpSyntaxError,
  hasToken,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
} from '../http1/index.ts'
import type { BodyLimits } from './body-limits.ts'
import { BodyRelay } from './body-relay.ts'
import type { ClientSide } from './client-side.ts'
import { ReadAnswer } from './read-answer.ts'
import type { Reply } from './reply.ts'
import type { ServerConnection, ServerUser } from './server-connection.ts'
import type { Ticker } from './ticker.ts'

/** What a conversation is about. */
export interface Subject {
  readonly client: ClientSide
  readonly ticker: Ticker
  readonly request: RequestHead
  readonly framing: BodyFraming
  readonly timeouts: { readonly response: number; readonly idle: number }
  readonly body: BodyLimits
}

/** Whoever started a conversation. After `done`, `failed` or `switched` nothing more is told. */
export interface ConversationOwner {
  /** The final head of the answer is there: plan its way. @throws HttpSyntaxError */
  reply(answer: ReadAnswer): Reply
  /** Answer and request are whole. `clean`: the server connection may be used again if the reply says so. */
  done(clean: boolean): void
  /** 101: both sides speak another protocol from here on. */
  switched(head: ResponseHead, rest: Buffer): void
  /** `what` follows "server cas1: ". */
  failed(cause: FailureCause, what: string): void
}

/** Most bytes in a record of TLS (RFC 8446 section 5.1). */
const tlsRecord = 16_384
const empty: Buffer = Buffer.alloc(0)

export class Conversation implements ServerUser {
  readonly upload: BodyRelay
  reply: Reply | undefined
  /** Whether the server takes no more of the request for now. */
  blocked = false
  readonly #subject: Subject
  readonly #owner: ConversationOwner
  readonly #server: ServerConnection
  #unsent: Buffer | undefined
  #held: Buffer = empty
  #searched = 0
  #heard = false
  #borrowed = false
  #lastMove: number
  #lastSent: number
  #over = false

  /** @param head the request's head as the server is to get it; it leaves together with the first bytes of the body */
  constructor(subject: Subject, owner: ConversationOwner, server: ServerConnection, head: Buffer) {
    this.#subject = subject
    this.#owner = owner
    this.#server = server
    this.#unsent = head
    this.#lastMove = subject.ticker.now
    this.#lastSent = this.#lastMove
    this.upload = new BodyRelay(subject.framing, subject.framing.kind === 'chunked', subject.body.mayTrail)
    server.begin(this)
  }

  /** Whether a byte of an answer has come. */
  get heard(): boolean {
    return this.#heard
  }

  /** When a byte last moved, by the ticker's clock. */
  get lastMove(): number {
    return this.#lastMove
  }

  /** Takes bytes of the request's body; gives back those behind its end. */
  requestData(bytes: Buffer): Buffer {
    const out: Buffer[] = []
    if (this.#unsent === undefined) this.#server.readOnAfterFailedWrite()
    else out.push(this.#unsent)
    this.#unsent = undefined
    this.#sent()
    const before = this.upload.bytes
    let rest: Buffer
    try {
      rest = this.upload.relay(bytes, out)
      this.#server.member.requestBytes += this.upload.bytes - before
    } catch (error) {
      this.#failBySyntax('bad-request', error)
      return empty
    }
    if (this.upload.bytes > this.#subject.body.bytes) {
      this.#fail('request-too-large', `more than ${this.#subject.body.bytes} bytes`)
      return empty
    }
    this.blocked = !this.#server.send(out, bytes.length === tlsRecord && !this.upload.done)
    if (this.upload.done && this.reply?.relay.done) this.#finish(true)
    return rest
  }

  /** Sends the head, if no byte of the body was there to go with it. */
  flush(): void {
    if (this.#unsent === undefined) return
    this.blocked = !this.#server.socket.write(this.#unsent)
    this.#unsent = undefined
    this.#sent()
  }

  clientDrain(): void {
    if (!this.#over) this.#server.socket.resume()
  }

  /** Ends it without a word: the client is gone. */
  abandon(): void {
    this.#over = true
    this.#server.destroy()
  }

  check(now: number): void {
    const { response, idle } = this.#subject.timeouts
    const silent = now - this.#lastSent
    if (this.reply === undefined && !this.upload.done && !this.blocked && !this.#expects()) {
      const { silence } = this.#subject.body
      if (silent > silence) this.#fail('request-timeout', `nothing came for ${silence} ms`)
      return
    }
    const waiting = this.reply === undefined && (this.upload.done || this.#expects())
    const limit = waiting ? response : idle
    if ((waiting ? silent : now - this.#lastMove) <= limit) return
    if (waiting) this.#fail('response-timeout', `no answer began within ${limit} ms`)
    else {
      const what = this.#server.socket.isPaused() ? 'the client took not a byte of its answer' : 'not a byte moved'
      this.#fail('idle-timeout', `${what} for ${limit} ms`)
    }
  }

  serverDrain(): void {
    this.blocked = false
    // The client could not send meanwhile: its time begins anew, and so does the server's.
    this.#sent()
    this.#subject.client.pump()
  }

  serverData(chunk: Buffer, borrowed: boolean): void {
    this.#heard = true
    this.#borrowed = borrowed
    this.#lastMove = this.#subject.ticker.now
    try {
      if (this.reply === undefined) this.#readHead(this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]))
      else this.#readBody(this.reply, chunk, [])
    } catch (error) {
      this.#failBySyntax('bad-response', error)
    }
  }

  serverEnded(): void {
    const { reply } = this
    const out: Buffer[] = []
    if (reply === undefined || reply.relay.done) this.serverClosed(undefined)
    else if (!reply.relay.finish(out)) this.#fail('truncated', 'the answer ended before it was whole')
    else {
      this.#subject.client.write(out)
      this.#answered(false)
    }
  }

  serverClosed(error: Error | undefined): void {
    if (this.#over) return
    // The answer is whole and went out; only the rest of the request has nowhere to go.
    if (this.reply?.relay.done) this.#finish(false)
    else if (this.reply !== undefined) this.#fail('truncated', 'the connection broke within the answer')
    else if (this.#heard) this.#fail('truncated', 'the connection ended within the head of the answer')
    else if (error !== undefined) this.#fail('reset', `the connection broke (${error.message})`)
    else this.#fail('reset', 'it closed the connection without an answer')
  }

  serverSevered(): void {
    if (this.reply?.relay.done) this.#finish(false)
    else this.#fail('server-offline', 'it was taken offline while the request was under way')
  }

  #readHead(bytes: Buffer): void {
    const { lastAnswer } = this.#server
    for (;;) {
      const same = this.#searched === 0 ? lastAnswer.match(bytes) : undefined
      if (same !== undefined) {
        this.#readFinal(same, bytes.subarray(lastAnswer.length))
        return
      }
      const end = findHeadEnd(bytes, this.#searched)
      if (end === -1) {
        checkHeadSize(bytes)
        this.#held = Buffer.from(bytes)
        this.#searched = bytes.length
        return
      }
      const headBytes = bytes.subarray(0, end)
      const head = parseResponseHead(headBytes)
      bytes = bytes.subarray(end)
      this.#held = empty
      this.#searched = 0
      if (head.status === 101) {
        this.#over = true
        this.#owner.switched(head, Buffer.from(bytes))
        return
      }
      if (head.status >= 200) {
        const answer = new ReadAnswer(head)
        lastAnswer.keep(headBytes, answer)
        this.#readFinal(answer, bytes)
        return
      }
      this.#passInterim(head)
    }
  }

  #readFinal(answer: ReadAnswer, rest: Buffer): void {
    this.#held = empty
    const reply = this.#owner.reply(answer)
    this.#readBody(reply, rest, [reply.plan.bytes])
  }

  #readBody(reply: Reply, chunk: Buffer, out: Buffer[]): void {
    const { client } = this.#subject
    const wasDone = reply.relay.done
    const before = reply.relay.bytes
    const rest = chunk.length === 0 ? chunk : reply.relay.relay(chunk, out)
    this.#server.member.responseBytes += reply.relay.bytes - before
    // Only now: if the body goes wrong in its first piece, nothing of the answer went out, and a page can tell why.
    this.reply = reply
    if (out.length > 0 && !client.write(out, this.#borrowed)) this.#server.socket.pause()
    if (wasDone && out.length === 0) this.#finish(false)
    else if (reply.relay.done) this.#answered(rest.length === 0)
  }

  /** 100 only for a client that asked for it, the others for all that know them (RFC 9110 section 15.2). */
  #passInterim(head: ResponseHead): void {
    const { client, request } = this.#subject
    const wanted = head.status !== 100 || hasToken(request.headers, 'expect', '100-continue')
    // It is the client's turn.
    if (!this.upload.done) this.#sent()
    if (!wanted || request.minorVersion === 0) return
    const bytes = encodeResponseHead({ ...head, headers: endToEndHeaders(head.headers) })
    if (!client.write([bytes])) this.#server.socket.pause()
  }

  /** The answer is whole. The rest of the request still goes to the server, if the connections are to live on. */
  #answered(clean: boolean): void {
    if (!clean || this.upload.done || !this.reply?.plan.keepClient) this.#finish(clean && this.upload.done)
  }

  /** Whether it is the server's turn within the request: the client waits for its 100 (Continue). */
  #expects(): boolean {
    if (this.upload.bytes > 0 || this.#heard) return false
    return hasToken(this.#subject.request.headers, 'expect', '100-continue')
  }

  #sent(): void {
    this.#lastMove = this.#subject.ticker.now
    this.#lastSent = this.#lastMove
  }

  #finish(clean: boolean): void {
    this.#over = true
    this.#owner.done(clean)
  }

  #failBySyntax(cause: FailureCause, error: unknown): void {
    if (!(error instanceof HttpSyntaxError)) throw error
    this.#fail(cause, error.reason)
  }

  #fail(cause: FailureCause, what: string): void {
    if (this.#over) return
    this.#over = true
    this.#owner.failed(cause, what)
  }
}
