// Windows authentication: NTLM, bare or within SPNEGO. It logs on the TCP connection, not the request (reference
// exchange-protocols.md section 3): the challenge is valid on the connection that got it, and after the third message the
// connection stays logged on, whoever writes on it. Proxies that share connections are found out by exactly that.
//
//   type 1 ──▶   401 + type 2     (the challenge is kept with the connection)
//   type 3 ──▶   the account, or 401 with fresh schemes

import {
  canSign,
  firstSignature,
  isSpnego,
  type NtlmAgreement,
  ntlmMessageType,
  type SpnegoToken,
  unwrapSpnego,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { ExtendedProtection } from '../../topology/schema/exchange.ts'
import type { Connection } from '../iis/http-server/server.ts'
import { unboundLogOn } from './extended-protection.ts'
import type { NtlmHandshakes, Refusal, Verified } from './ntlm-handshake.ts'

/** One message of a handshake, as an Authorization header carries it. */
interface WindowsMessage {
  readonly scheme: 'NTLM' | 'Negotiate'
  /** Base64. */
  readonly token: string
  /** In effect where the request goes. */
  readonly protection: ExtendedProtection
}

type WindowsStep =
  /** The handshake goes on: 401 with this value of WWW-Authenticate and no other. */
  | { readonly kind: 'continue'; readonly header: string }
  /** Logged on; `header` is the server's last word, if the mechanism has one. */
  | { readonly kind: 'user'; readonly user: UserPlan; readonly header: string | undefined }
  | Refusal

export interface WindowsLogOn {
  step(connection: Connection, message: WindowsMessage): WindowsStep
  /** Whom the connection is logged on as; refused where that log-on is not bound as it must be. */
  userOf(connection: Connection, protection: ExtendedProtection): UserPlan | Refusal | undefined
}

/** What the client offered when SPNEGO began, for the MIC at its end. */
interface Offer {
  readonly mechTypes: Buffer
  /** NTLM was not its first choice, so that the MIC is due (RFC 4178 section 5). */
  readonly micDue: boolean
}

export function createWindowsLogOn(handshakes: NtlmHandshakes): WindowsLogOn {
  const offers = new WeakMap<Connection, Offer>()
  const loggedOn = new WeakMap<Connection, Verified>()

  /** The log-on that a Type 3 message brings about, unless Extended Protection is against it. */
  const verify = (connection: Connection, message: Buffer, protection: ExtendedProtection): Verified | Refusal => {
    const outcome = handshakes.verify(connection, message)
    return outcome.kind === 'refused' ? outcome : (refusalOf(outcome, protection) ?? outcome)
  }

  const keep = (connection: Connection, verified: Verified, header: string | undefined): WindowsStep => {
    loggedOn.set(connection, verified)
    return { kind: 'user', user: verified.user, header }
  }

  const bare = (connection: Connection, { scheme, protection }: WindowsMessage, message: Buffer): WindowsStep => {
    if (ntlmMessageType(message) === 1) {
      return { kind: 'continue', header: `${scheme} ${handshakes.challenge(connection, message).toString('base64')}` }
    }
    const outcome = verify(connection, message, protection)
    return outcome.kind === 'refused' ? outcome : keep(connection, outcome, undefined)
  }

  const wrapped = (connection: Connection, { protection }: WindowsMessage, bytes: Buffer): WindowsStep => {
    const spnego = unwrapSpnego(bytes)
    const { kind, token, offersNtlm, prefersNtlm, mechTypes } = spnego
    if (!offersNtlm) return refused('Negotiate without NTLM among its mechanisms: the lab has no Kerberos')
    const first = kind === 'init'
    if (first) offers.set(connection, { mechTypes: mechTypes ?? Buffer.alloc(0), micDue: !prefersNtlm })

    // The first token may be of another mechanism, sent on the chance that it is wanted (RFC 4178 section 4.2.1).
    if (token === undefined || !isNtlm(token)) {
      if (!first) return refused('a later token of Negotiate holds no NTLM message')
      return proceed(wrapNegTokenResp(undefined, prefersNtlm ? 'accept-incomplete' : 'request-mic'))
    }
    if (ntlmMessageType(token) === 1) {
      const state = first && !prefersNtlm ? 'request-mic' : 'accept-incomplete'
      return proceed(wrapNegTokenResp(handshakes.challenge(connection, token), state, undefined, first))
    }
    const outcome = verify(connection, token, protection)
    if (outcome.kind === 'refused') return outcome
    const mic = answerMic(spnego, outcome.agreement, offers.get(connection))
    if (mic === 'wrong') return refused('the mechListMIC of SPNEGO is missing or wrong: its offers were changed')
    const header = negotiate(wrapNegTokenResp(undefined, 'accept-completed', mic))
    return keep(connection, outcome, header)
  }

  return {
    step(connection, message) {
      // Whoever begins anew is no longer who he was.
      loggedOn.delete(connection)
      const bytes = Buffer.from(message.token, 'base64')
      try {
        const inSpnego = message.scheme === 'Negotiate' && isSpnego(bytes)
        return inSpnego ? wrapped(connection, message, bytes) : bare(connection, message, bytes)
      } catch (error) {
        if (error instanceof ProtocolSyntaxError) return refused(error.message)
        throw error
      }
    },
    userOf(connection, protection) {
      const verified = loggedOn.get(connection)
      return verified && (refusalOf(verified, protection) ?? verified.user)
    },
  }
}

function refusalOf(verified: Verified, protection: ExtendedProtection): Refusal | undefined {
  const detail = unboundLogOn(protection, verified)
  return detail === undefined ? undefined : { kind: 'refused', cause: 'extended-protection', detail }
}

/** The server's own MIC where the client sent a right one; undefined where none was sent, nor due. */
function answerMic(
  { mechListMic }: SpnegoToken,
  agreement: NtlmAgreement,
  offer: Offer | undefined,
): Buffer | 'wrong' | undefined {
  if (offer === undefined || !canSign(agreement)) return undefined
  if (mechListMic === undefined) return offer.micDue ? 'wrong' : undefined
  if (!firstSignature(agreement, 'client', offer.mechTypes).equals(mechListMic)) return 'wrong'
  return firstSignature(agreement, 'server', offer.mechTypes)
}

const negotiate = (token: Buffer): string => `Negotiate ${token.toString('base64')}`

const proceed = (token: Buffer): WindowsStep => ({ kind: 'continue', header: negotiate(token) })

function refused(detail: string): WindowsStep {
  return { kind: 'refused', detail }
}

function isNtlm(token: Buffer): boolean {
  return token.subarray(0, 8).equals(Buffer.from('NTLMSSP\0', 'latin1'))
}
