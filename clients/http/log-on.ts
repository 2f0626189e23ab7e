// Logging on over HTTP. NTLM takes three legs on one connection (reference exchange-protocols.md 3.1):
//
//   request ──▶  401 Negotiate, NTLM, Basic
//   the same with Type 1, no body ──▶  401 with Type 2
//   the same with Type 3 and the body ──▶  the answer; the connection stays logged on

import { CauseError } from '../../base/failure-cause.ts'
import {
  channelBindingOf,
  createAuthenticate,
  createNegotiate,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { accountName } from '../account-name.ts'
import type { Connection } from './connection.ts'
import { headerValues, offeredSchemes } from './headers.ts'
import type { LegOptions } from './leg.ts'
import type { Account, HttpAnswer, HttpRequest } from './messages.ts'

type SendLeg = (options: LegOptions) => Promise<HttpAnswer>

/** Who a connection is logged on as by NTLM: the socket's number and the account. */
export interface LoggedOn {
  readonly connection: number
  readonly account: Account
}

interface LogOnResult {
  readonly answer: HttpAnswer
  readonly loggedOn: LoggedOn | undefined
}

/** `Basic` for an account, of a domain or by a UPN, in UTF-8 as phones and browsers of today send it. */
export function basicAuthorization(account: Account): string {
  return `Basic ${Buffer.from(`${accountName(account)}:${account.password}`, 'utf8').toString('base64')}`
}

/**
 * Sends a request by NTLM or Negotiate. A connection that is logged on already needs no header.
 * @throws CauseError when the connection does not last from the Type 1 to the Type 3 message, or the Type 2 is malformed.
 */
export async function logOnByNtlm(
  request: HttpRequest & { readonly account: Account },
  connection: Connection,
  loggedOn: LoggedOn | undefined,
  send: SendLeg,
): Promise<LogOnResult> {
  const scheme = request.scheme === 'negotiate' ? 'Negotiate' : 'NTLM'
  const trusted = loggedOn?.connection === connection.number
  // A body that streams cannot be sent twice, so that its request begins with Type 1, as RPC clients do.
  if (trusted || typeof request.body !== 'function') {
    const first = await send({ withBody: true })
    if (first.status !== 401) return { answer: first, loggedOn: trusted ? loggedOn : undefined }
    if (!offeredSchemes(first.headers).includes(scheme.toLowerCase())) return { answer: first, loggedOn: undefined }
    await drain(first)
  }

  const negotiate = createNegotiate()
  const token = scheme === 'NTLM' ? negotiate : wrapNegTokenInit(negotiate)
  const second = await send({ withBody: false, authorization: `${scheme} ${token.toString('base64')}` })
  const binding = connection.peerCertificate && channelBindingOf(connection.peerCertificate)
  const authenticate = await answerTo(second, scheme, (challenge) =>
    createAuthenticate({
      negotiate,
      challenge,
      ...request.account,
      targetName: `HTTP/${request.url.hostname}`,
      ...(binding ? { channelBinding: binding } : {}),
    }),
  )
  if (authenticate === undefined) return { answer: second, loggedOn: undefined }

  const last = scheme === 'NTLM' ? authenticate : wrapNegTokenResp(authenticate)
  const third = await send({ withBody: true, authorization: `${scheme} ${last.toString('base64')}` })
  if (third.connection !== second.connection) {
    third.body.destroy()
    throw new CauseError(
      'reset',
      `${request.url.origin}${request.url.pathname}: the connection was closed between the NTLM challenge and its answer. NTLM needs one connection kept open.`,
    )
  }
  const held = third.status === 401 ? undefined : { connection: third.connection, account: request.account }
  return { answer: third, loggedOn: held }
}

/**
 * The Type 3 message for the challenge in a 401, which is then read to its end; undefined, and unread, without one.
 * @throws CauseError bad-response
 */
async function answerTo(
  answer: HttpAnswer,
  scheme: 'NTLM' | 'Negotiate',
  authenticate: (challenge: Buffer) => Buffer,
): Promise<Buffer | undefined> {
  try {
    const challenge = answer.status === 401 ? challengeOf(answer, scheme) : undefined
    if (challenge === undefined) return undefined
    const message = authenticate(challenge)
    await drain(answer)
    return message
  } catch (error) {
    if (!(error instanceof ProtocolSyntaxError)) throw error
    await drain(answer)
    const place = `${answer.url.origin}${answer.url.pathname}`
    throw new CauseError('bad-response', `${place}: the challenge of ${scheme} is malformed: ${error.message}.`, error)
  }
}

/** The NTLM Type 2 message of a 401; undefined when it holds none. */
function challengeOf(answer: HttpAnswer, scheme: 'NTLM' | 'Negotiate'): Buffer | undefined {
  const line = headerValues(answer.headers, 'www-authenticate').find((value) =>
    value.toLowerCase().startsWith(`${scheme.toLowerCase()} `),
  )
  if (line === undefined) return undefined
  const token = Buffer.from(line.slice(scheme.length + 1).trim(), 'base64')
  return scheme === 'NTLM' ? token : unwrapSpnego(token).token
}

async function drain({ body }: HttpAnswer): Promise<void> {
  for await (const _ of body) {
    // The bytes are of no use; the connection is free once they are read.
  }
}
