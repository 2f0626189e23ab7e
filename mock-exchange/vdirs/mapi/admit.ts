// What is checked of a request before anything is answered. Each refusal is an X-ResponseCode ([MS-OXCMAPIHTTP]
// 2.2.3.3.3) in HTTP 200, because the protocol's errors are not those of HTTP.

import type { FastifyRequest } from 'fastify'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { readCookies } from '../cookies.ts'
import type { MapiRequestType } from './request-type.ts'
import { findRequestType } from './request-types/index.ts'
import type { Endpoint, Session, Sessions } from './session.ts'

export const responseCodes = {
  invalidVerb: 2,
  invalidPath: 3,
  invalidHeader: 4,
  invalidRequestType: 5,
  invalidContextCookie: 6,
  missingHeader: 7,
  tooLarge: 9,
  contextNotFound: 10,
  noPrivilege: 11,
  invalidBody: 12,
  missingCookie: 13,
  invalidSequence: 15,
} as const

export type Admission =
  | { readonly type: MapiRequestType; readonly session: Session | undefined }
  | { readonly refused: (typeof responseCodes)[keyof typeof responseCodes] }

export function admit(request: FastifyRequest, endpoint: Endpoint, user: UserPlan, sessions: Sessions): Admission {
  const { headers } = request
  const name = headers['x-requesttype']
  if (name === undefined || headers['x-requestid'] === undefined) return { refused: responseCodes.missingHeader }
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  // PING has no body, so it need not say what the body is.
  const isPing = String(name).toUpperCase() === 'PING'
  if (contentType !== 'application/mapi-http' && !(isPing && contentType === undefined))
    return { refused: responseCodes.invalidHeader }
  const type = findRequestType(String(name), endpoint)
  if (type === undefined) return { refused: responseCodes.invalidRequestType }

  const cookies = readCookies(headers.cookie)
  const context = cookies.get('mapicontext')
  if (context === undefined) {
    return type.needs === 'nothing' ? { type, session: undefined } : { refused: responseCodes.missingCookie }
  }
  if (!/^[\w-]+$/.test(context)) return { refused: responseCodes.invalidContextCookie }
  const session = sessions.find(context, endpoint)
  if (session === undefined) {
    // Connect and Bind begin anew whatever was before ([MS-OXCMAPIHTTP] 3.2.5.6).
    return type.needs === 'nothing' && type.name !== 'PING'
      ? { type, session: undefined }
      : { refused: responseCodes.contextNotFound }
  }
  if (session.user !== user) return { refused: responseCodes.noPrivilege }
  if (type.needs === 'nothing' && type.name !== 'PING') {
    // A client that lost its connection: the session that it had is ended before it gets another.
    sessions.close(session)
    return { type, session: undefined }
  }
  if (type.needs === 'sequence') {
    const sequence = cookies.get('mapisequence')
    if (sequence === undefined) return { refused: responseCodes.missingCookie }
    if (sequence !== session.sequence) return { refused: responseCodes.invalidSequence }
  }
  return { type, session }
}
