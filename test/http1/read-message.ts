// Reads messages off a stream of pieces as a server would, and tells what came of it.

import {
  checkHeadSize,
  checkRequestBeginning,
  createBodyReader,
  findHeadEnd,
  HttpSyntaxError,
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
  requestFraming,
  responseFraming,
} from '../../http1/index.ts'

interface Message {
  readonly head: RequestHead | ResponseHead
  readonly body: string
  readonly trailers: unknown
}

export interface Outcome {
  readonly messages: readonly Message[]
  readonly end: string
}

/** Reads requests, or the responses to GETs, one after the other until the pieces end or break a rule. */
export function readMessages(pieces: readonly Buffer[], kind: 'request' | 'response'): Outcome {
  const messages: Message[] = []
  let waiting: Buffer = Buffer.alloc(0)
  let searched = 0
  let current:
    | { head: RequestHead | ResponseHead; reader: ReturnType<typeof createBodyReader>; body: Buffer[] }
    | undefined

  const take = (piece: Buffer): void => {
    for (let rest = piece; rest.length > 0 || current?.reader.done; ) {
      if (current === undefined) {
        waiting = Buffer.concat([waiting, rest])
        const end = findHeadEnd(waiting, searched)
        if (end === -1) {
          if (kind === 'request') checkRequestBeginning(waiting, searched)
          else checkHeadSize(waiting)
          searched = waiting.length
          return
        }
        const bytes = waiting.subarray(0, end)
        rest = waiting.subarray(end)
        waiting = Buffer.alloc(0)
        searched = 0
        const head = kind === 'request' ? parseRequestHead(bytes) : parseResponseHead(bytes)
        const framing = head.kind === 'request' ? requestFraming(head) : responseFraming(head, 'GET')
        current = { head, reader: createBodyReader(framing), body: [] }
      } else {
        const progress = current.reader.push(rest)
        current.body.push(...progress.data)
        rest = progress.rest
        if (progress.done) {
          messages.push({ head: current.head, body: text(current.body), trailers: progress.trailers })
          current = undefined
        }
      }
    }
  }

  try {
    for (const piece of pieces) take(piece)
  } catch (error) {
    if (!(error instanceof HttpSyntaxError)) throw error
    return { messages, end: `${error.status} ${error.reason}` }
  }
  if (current === undefined) return { messages, end: waiting.length === 0 ? 'clean' : 'within a head' }
  const end = current.reader.finish()
  if (end === 'whole') messages.push({ head: current.head, body: text(current.body), trailers: [] })
  return { messages, end }
}

function text(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString('latin1')
}
