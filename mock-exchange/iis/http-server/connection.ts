// One connection: bytes to requests, one after the other, answers back in the same order.
//
//   data ──▶ pending ──▶ head? ──▶ handler(request, response) ─────▶ finished ──▶ next head
//                          └─────▶ body ──▶ request (as it is read) ┘  what is left of the body is thrown away
//
// Nothing of the next request is looked at until the answer is written and the body is over, so pipelined requests are
// answered in order. Meanwhile some bytes ahead are kept and the socket goes on being read, or nobody would notice that
// the client has left. After a switch of protocols (101) whatever comes goes to who switched.

import type { Socket } from 'node:net'
import {
  type BodyReader,
  checkHeadSize,
  createBodyReader,
  findHeadEnd,
  HttpSyntaxError,
  hasToken,
  parseRequestHead,
  type RequestHead,
  requestFraming,
} from '../../../http1/index.ts'
import { refuseBadRequest } from './bad-request.ts'
import { Request } from './request.ts'
import { Response } from './response.ts'

/** Bytes kept of what comes while an answer is under way; beyond it the socket is no longer read. */
const lookAhead = 65_536

/** Connection time-out of IIS: 120 s without a request ("connectionTimeout" of a site's limits in applicationHost.config). */
const idleMilliseconds = 120_000

/** How long bytes are still taken in, and thrown away, after the last answer: closing at once could cost that answer. */
const lingerMilliseconds = 2_000

const nothing = Buffer.alloc(0)

export type RequestListener = (request: Request, response: Response, head: RequestHead) => void

interface Exchange {
  readonly request: Request
  readonly response: Response
  readonly body: BodyReader
  /** The client waits for `100 Continue` before it sends the body. */
  continueDue: boolean
  answered: boolean
}

/** Serves HTTP on a socket until either side closes it. */
export function serveConnection(socket: Socket, listener: RequestListener): void {
  let pending: Buffer = nothing
  let searched = 0
  let exchange: Exchange | undefined
  let closing = false
  let passing = false

  socket.setTimeout(idleMilliseconds)
  socket.on('timeout', () => {
    if (exchange === undefined) socket.destroy()
  })
  socket.on('data', (chunk: Buffer) => {
    if (closing) return
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    advance()
  })
  socket.on('drain', () => exchange?.response.drained())
  socket.on('error', () => socket.destroy())
  socket.on('end', () => {
    // IIS takes a client that closes its side for one that has left.
    if (exchange !== undefined) socket.destroy()
  })
  socket.on('close', () => {
    if (exchange !== undefined && !exchange.request.complete) exchange.request.destroy(clientGone())
  })

  const advance = (): void => {
    try {
      while (!closing && !socket.destroyed && step());
      // A head that is still coming is bounded by its own limit, which is higher.
      // An empty piece of what was read would keep all of it, for as long as the request is held.
      if (pending.length === 0) pending = nothing
      if (exchange !== undefined && pending.length > lookAhead) socket.pause()
      else socket.resume()
    } catch (error) {
      fail(error)
    }
  }

  /** Does the next thing that can be done; false when there is none. */
  const step = (): boolean => {
    if (exchange === undefined) return begin()
    if (exchange.response.tunnel !== undefined) return pass(exchange.response.tunnel)
    if (exchange.body.done) return settle(exchange)
    const { request, answered } = exchange
    if (pending.length === 0 || !(answered || request.wanted)) return false
    const progress = exchange.body.push(pending)
    pending = progress.rest
    if (!answered) for (const data of progress.data) request.feed(data)
    if (progress.done && !answered) request.finish()
    return true
  }

  /** After a switch of protocols: hands on what has come, piece by piece. */
  const pass = (take: (bytes: Buffer) => Promise<void>): boolean => {
    if (passing || pending.length === 0) return false
    const bytes = pending
    pending = nothing
    passing = true
    take(bytes).then(
      () => {
        passing = false
        advance()
      },
      () => socket.destroy(),
    )
    return false
  }

  const begin = (): boolean => {
    const end = findHeadEnd(pending, searched)
    if (end === -1) {
      checkHeadSize(pending)
      searched = pending.length
      return false
    }
    const head = parseRequestHead(pending.subarray(0, end))
    const body = createBodyReader(requestFraming(head))
    pending = pending.subarray(end)
    searched = 0
    const request = new Request(socket, head, onDemand)
    const response = new Response(request)
    if (hasToken(head.headers, 'connection', 'close')) response.setHeader('Connection', 'close')
    const continueDue = head.minorVersion === 1 && !body.done && hasToken(head.headers, 'expect', '100-continue')
    const current: Exchange = { request, response, body, continueDue, answered: false }
    exchange = current
    socket.setTimeout(0)
    response.assignSocket(socket)
    response.on('finish', () => {
      current.answered = true
      // What nobody has read of the body until now, nobody will.
      if (!request.complete) request.unpipe()
      const last = !keepsAlive(response)
      release(current)
      if (last) linger()
      else advance()
    })
    if (body.done) request.finish()
    listener(request, response, head)
    return true
  }

  /** Body over and answer written: the next request may come. */
  const settle = (current: Exchange): boolean => {
    if (!current.answered) return false
    if (!current.request.complete) current.request.finish()
    exchange = undefined
    socket.setTimeout(idleMilliseconds)
    return true
  }

  const release = ({ response }: Exchange): void => {
    response.detachSocket(socket)
    process.nextTick(() => {
      response.destroyed = true
      response.emit('close')
    })
  }

  const onDemand = (): void => {
    if (exchange?.continueDue && !exchange.response.headersSent) {
      exchange.continueDue = false
      exchange.response.writeContinue()
    }
    // A stream asks from within its own push; the loop that pushed goes on by itself.
    process.nextTick(advance)
  }

  const linger = (): void => {
    closing = true
    socket.end()
    socket.resume()
    const timer = setTimeout(() => socket.destroy(), lingerMilliseconds)
    timer.unref()
    socket.once('close', () => clearTimeout(timer))
  }

  const fail = (error: unknown): void => {
    closing = true
    if (!(error instanceof HttpSyntaxError) || exchange?.response.headersSent) {
      socket.destroy()
      return
    }
    if (exchange !== undefined) release(exchange)
    refuseBadRequest(socket, error)
    linger()
  }
}

function keepsAlive(response: Response): boolean {
  return response.shouldKeepAlive && !/\bclose\b/i.test(String(response.getHeader('connection') ?? ''))
}

function clientGone(): Error {
  return Object.assign(new Error('the client has left'), { code: 'ECONNRESET' })
}
