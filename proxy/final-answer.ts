import { encodeRequestHead, type RequestHead } from '../http1/index.ts'
import { date, type LocalAnswer } from './local-answer.ts'

// A client that asks what is there is not to be shown what it may not show to the scripts that it runs.
const neverReflected = new Set(['authorization', 'proxy-authorization', 'cookie'])

/**
 * The answer to OPTIONS or TRACE whose Max-Forwards says that they have arrived (RFC 9110 sections 7.6.2, 9.3.7 and 9.3.8).
 * @param trace whether TRACE is among what the edge passes on
 */
export function finalAnswer(head: RequestHead, trace: boolean): LocalAnswer {
  return head.method === 'TRACE' ? traceAnswer(head) : optionsAnswer(trace)
}

/** What is sure to be passed on; a server may know more. */
function optionsAnswer(trace: boolean): LocalAnswer {
  const allow = `GET, HEAD, POST, PUT, DELETE, OPTIONS${trace ? ', TRACE' : ''}`
  return {
    status: 200,
    reason: 'OK',
    headers: [date(), ['Allow', allow], ['Content-Length', '0']],
    body: Buffer.alloc(0),
  }
}

/** The request as it came in, without secrets. */
function traceAnswer({ method, target, headers }: RequestHead): LocalAnswer {
  const reflected = headers.filter(([name]) => !neverReflected.has(name.toLowerCase()))
  const body = encodeRequestHead({ method, target, headers: reflected })
  const length = ['Content-Length', String(body.length)] as const
  return { status: 200, reason: 'OK', headers: [date(), ['Content-Type', 'message/http'], length], body }
}
