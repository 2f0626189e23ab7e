// What HTTP.sys, the part of Windows below IIS, answers itself: its own Server header, a small page, and the end of the
// connection. IIS and Exchange never see these requests. Words and lengths (324 bytes for Invalid URL, 334 for Invalid
// Hostname, 326 for Service Unavailable …) are those that port scanners know it by.

import type { ServerResponse } from 'node:http'
import type { HttpSyntaxError } from '../../http1/index.ts'

interface SystemPage {
  readonly status: number
  readonly reason: string
  readonly title: string
  readonly heading: string
  readonly text: string
}

const badRequest = (what: string, text: string): SystemPage => ({
  status: 400,
  reason: 'Bad Request',
  title: 'Bad Request',
  heading: what === '' ? 'Bad Request' : `Bad Request - ${what}`,
  text: `HTTP Error 400. ${text}`,
})

const page = (status: number, reason: string, title: string, text: string): SystemPage => ({
  status,
  reason,
  title,
  heading: title,
  text: `HTTP Error ${status}. ${text}`,
})

const pages = {
  badlyFormed: badRequest('', 'The request is badly formed.'),
  invalidUrl: badRequest('Invalid URL', 'The request URL is invalid.'),
  invalidHostname: badRequest('Invalid Hostname', 'The request hostname is invalid.'),
  invalidVerb: badRequest('Invalid Verb', 'The request verb is invalid.'),
  invalidHeader: badRequest('Invalid Header', 'The request has an invalid header name.'),
  invalidLength: badRequest(
    'Invalid Content Length',
    'There is an invalid content length or chunk length in the request.',
  ),
  requestTooLong: badRequest('Request Too Long', 'The size of the request headers is too long.'),
  lengthRequired: page(
    411,
    'Length Required',
    'Length Required',
    'The request must be chunked or have a content length.',
  ),
  urlTooLong: page(414, 'Request-URI Too Long', 'Request URL Too Long', 'The request URL is too long.'),
  notImplemented: page(
    501,
    'Not Implemented',
    'Not Implemented',
    'The request transfer encoding type is not supported.',
  ),
  unavailable: page(503, 'Service Unavailable', 'Service Unavailable', 'The service is unavailable.'),
  versionNotSupported: page(
    505,
    'HTTP Version Not Supported',
    'HTTP Version Not Supported',
    'This HTTP version is not supported.',
  ),
} as const satisfies Record<string, SystemPage>

/** One of the answers of HTTP.sys by what is wrong. */
export type SystemPageName = keyof typeof pages

/** An answer, ready to be written. */
export interface SystemAnswer {
  readonly status: number
  readonly reason: string
  /** In the order of the wire; Date and Connection: close are among them. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

/** The whole answer. */
export function systemAnswer(name: SystemPageName): SystemAnswer {
  const { status, reason, title, heading, text } = pages[name]
  const body = Buffer.from(
    `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">\r\n<HTML><HEAD><TITLE>${
      title
    }</TITLE>\r\n<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></HEAD>\r\n<BODY><h2>${
      heading
    }</h2>\r\n<hr><p>${text}</p>\r\n</BODY></HTML>\r\n`,
    'latin1',
  )
  const headers = [
    ['Content-Type', 'text/html; charset=us-ascii'],
    ['Server', 'Microsoft-HTTPAPI/2.0'],
    ['Date', new Date().toUTCString()],
    ['Connection', 'close'],
    ['Content-Length', String(body.length)],
  ] as const
  return { status, reason, headers, body }
}

/** Answers a request that could be read. */
export function sendSystemPage(response: ServerResponse, name: SystemPageName): void {
  const { status, reason, headers, body } = systemAnswer(name)
  response.statusCode = status
  response.statusMessage = reason
  for (const [header, value] of headers) response.setHeader(header, value)
  response.end(body)
}

/** What is wrong with a request that cannot be read; the reader's reasons are more than HTTP.sys tells apart. */
export function systemPageOf({ status, reason }: HttpSyntaxError): SystemPageName {
  if (status === 414) return 'urlTooLong'
  // HTTP.sys knows no 431: what exceeds MaxFieldLength or MaxRequestBytes is a bad request.
  if (status === 431) return 'requestTooLong'
  if (status === 501) return 'notImplemented'
  if (status === 505) return 'versionNotSupported'
  return byReason.find(([words]) => words.test(reason))?.[1] ?? 'badlyFormed'
}

const byReason: readonly (readonly [RegExp, SystemPageName])[] = [
  [/Host header/, 'invalidHostname'],
  [/Content-Length|Transfer-Encoding|chunk|transfer coding/, 'invalidLength'],
  [/header/, 'invalidHeader'],
  [/target/, 'invalidUrl'],
  [/method/, 'invalidVerb'],
]
