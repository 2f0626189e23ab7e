import type { Socket } from 'node:net'
import { encodeResponseHead, type HttpSyntaxError } from '../../../http1/index.ts'
import { systemAnswer, systemPageOf } from '../http-sys-pages.ts'

/** What Windows' HTTP.sys answers, below IIS, to a request that it cannot parse. */
export function refuseBadRequest(socket: Socket, error: HttpSyntaxError): void {
  const { status, reason, headers, body } = systemAnswer(systemPageOf(error))
  socket.write(Buffer.concat([encodeResponseHead({ status, reason, headers }), body]))
}
