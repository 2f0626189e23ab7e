// The receive connectors of a Client Access server, and what each lets through (reference exchange-protocols.md 5.1).
//
//   25   Default Frontend   anybody ─▶ recipients of the organisation only, else 550 5.7.1 Unable to relay
//   587  Client Frontend    users, after STARTTLS and AUTH ─▶ anybody, from their own address

import type { UserPlan } from '../../topology/lab-plan.ts'

export interface ReceiveConnector {
  readonly name: 'Default Frontend' | 'Client Frontend'
  readonly port: 25 | 587
  /** Bytes that a message may have: MaxMessageSize of the connector. */
  readonly size: number
  /** Mechanisms of AUTH once TLS is up. */
  readonly mechanisms: readonly ('NTLM' | 'LOGIN')[]
  /** Whether mail is taken from whoever has not logged on. */
  readonly anonymous: boolean
}

const megabyte = 1_048_576

export const receiveConnectors: readonly ReceiveConnector[] = [
  { name: 'Default Frontend', port: 25, size: 36 * megabyte, mechanisms: ['NTLM'], anonymous: true },
  { name: 'Client Frontend', port: 587, size: 35 * megabyte, mechanisms: ['NTLM', 'LOGIN'], anonymous: false },
]

/** A refusal with the code and the words of Exchange; the library sends both. */
export class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal'
  readonly responseCode: number

  constructor(responseCode: number, text: string) {
    super(text)
    this.responseCode = responseCode
  }
}

/** What a connector knows of the organisation. */
export interface Directory {
  /** Accepted domain. */
  readonly domain: string
  readonly hasMailbox: (address: string) => boolean
}

/** Why a sender is refused; undefined when it is not. */
export function refuseSender({ anonymous }: ReceiveConnector, user: UserPlan | undefined): SmtpRefusal | undefined {
  return anonymous || user !== undefined ? undefined : new SmtpRefusal(530, '5.7.1 Client was not authenticated')
}

/** Why a recipient is refused; undefined when it is not. Users may send anywhere: what is undeliverable comes back. */
export function refuseRecipient(
  address: string,
  user: UserPlan | undefined,
  { domain, hasMailbox }: Directory,
): SmtpRefusal | undefined {
  if (user !== undefined) return undefined
  if (address.slice(address.lastIndexOf('@') + 1).toLowerCase() !== domain.toLowerCase()) {
    return new SmtpRefusal(550, '5.7.1 Unable to relay')
  }
  if (hasMailbox(address)) return undefined
  return new SmtpRefusal(550, '5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup')
}

/** Why a user may not send as an address; undefined when it is the user's own. */
export function refuseSendAs(from: string, user: UserPlan | undefined): SmtpRefusal | undefined {
  if (user === undefined || from === '' || from.toLowerCase() === user.mailbox.toLowerCase()) return undefined
  return new SmtpRefusal(550, '5.7.1 Client does not have permissions to send as this sender')
}
