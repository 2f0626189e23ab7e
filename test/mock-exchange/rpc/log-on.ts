// The client's part of RPC security, for tests: NTLM bare or in SPNEGO.

import {
  authTypes,
  decodePduHeader,
  encodeAuth3,
  encodeBind,
  findAuthVerifier,
  ndr,
  type ProtectionOptions,
  pduTypes,
  type RpcSyntax,
} from '../../../protocols/dcerpc/index.ts'
import {
  authenticate,
  createNegotiate,
  encodeMechTypes,
  mechanisms,
  NtlmSession,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../../protocols/ntlm/index.ts'
import { alice } from '../vdirs/host.ts'
import type { Caller } from './caller.ts'

const mechTypes = encodeMechTypes([mechanisms.ntlm])
const noToken = Buffer.alloc(0)

/** Binds with a log-on; the protection of the calls to come, and the PDU that the last token was answered with. */
export function bindAs(
  caller: Caller,
  syntax: RpcSyntax,
  {
    type,
    level,
    password = alice.password,
  }: { readonly type: number; readonly level: number; readonly password?: string },
): { readonly protection: ProtectionOptions; readonly last: Buffer | undefined } {
  const context = { type, level, contextId: 7 }
  const isSpnego = type === authTypes.negotiate
  const bind = { callId: 1, maxFragment: 5_840, associationGroup: 0 }
  const contexts = [{ id: 0, interface: syntax, transfers: [ndr] }]
  const negotiate = createNegotiate({ keyExchange: true, seal: true })
  const first = { ...context, value: isSpnego ? wrapNegTokenInit(negotiate) : negotiate }
  const [ack] = caller.tell(encodeBind({ ...bind, contexts }, { auth: first }))
  if (ack === undefined || decodePduHeader(ack).type !== pduTypes.bindAck) throw new Error('the bind was refused')
  const answer = findAuthVerifier(ack)?.value ?? noToken
  const challenge = (isSpnego ? unwrapSpnego(answer).token : answer) ?? noToken
  const { message, agreement } = authenticate({
    negotiate,
    challenge,
    user: alice.user,
    domain: alice.domain,
    password,
  })
  const session = new NtlmSession(agreement, 'client')
  const protection = { ...context, session }
  if (!isSpnego) {
    const [last] = caller.tell(encodeAuth3(1, { ...context, value: message }))
    return { protection, last }
  }
  const value = wrapNegTokenResp(message, undefined, session.sign(mechTypes))
  const [last] = caller.tell(
    encodeBind({ ...bind, contexts: [] }, { auth: { ...context, value }, type: 'alterContext' }),
  )
  const said = last && findAuthVerifier(last)?.value
  const mic = said && unwrapSpnego(said).mechListMic
  if (mic !== undefined && !session.verify(mechTypes, mic)) throw new Error('the mechListMIC is wrong')
  session.resetCiphers()
  return { protection, last }
}
