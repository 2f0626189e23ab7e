import type { Socket } from 'node:net'
import { encodeResponseHead, type HttpSyntaxError } from '../../../http1/index.ts'

const reasons: Readonly<Record<HttpSyntaxError['status'], string>> = {
  400: 'Bad Request',
  414: 'URI Too Long',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
  505: 'HTTP Version Not Supported',
}

/**
 * What Windows' HTTP.sys answers, below IIS, to a request that it cannot parse: its own Server header, a small page, the
 * end of the connection. The page is written from memory; 431 stands where HTTP.sys says 400.
 */
export function refuseBadRequest(socket: Socket, error: HttpSyntaxError): void {
  const reason = reasons[error.status]
  const text = `<h2>${reason}</h2>\r\n<hr><p>HTTP Error ${error.status}. The request breaks the rules: ${error.reason}.</p>`
  const body = Buffer.from(`<HTML><HEAD><TITLE>${reason}</TITLE></HEAD>\r\n<BODY>${text}\r\n</BODY></HTML>\r\n`, 'utf8')
  const headers = [
    ['Content-Type', 'text/html; charset=us-ascii'],
    ['Server', 'Microsoft-HTTPAPI/2.0'],
    ['Date', new Date().toUTCString()],
    ['Connection', 'close'],
    ['Content-Length', String(body.length)],
  ] as const
  socket.write(Buffer.concat([encodeResponseHead({ status: error.status, reason, headers }), body]))
}
