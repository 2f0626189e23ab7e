// Extended Protection for Authentication: whether a log-on must be bound to the TLS session that the server sees
// (tokenChecking of IIS's extendedProtection element; reference exchange-protocols.md section 1.8).
//
//            no binding     of this session     of another, or no TLS here
//   None     taken          taken               taken
//   Allow    taken          taken               refused
//   Require  refused        taken               refused

import type { X509Certificate } from 'node:crypto'
import type { ChannelBindingFound } from '../../protocols/ntlm/index.ts'
import type { ExtendedProtection } from '../../topology/schema/exchange.ts'

/** A log-on of a connection, as far as Extended Protection looks at it. */
export interface BoundLogOn {
  /** `CONTOSO\alice`, for the log. */
  readonly name: string
  readonly binding: ChannelBindingFound
  /** What the server showed in its own TLS session; undefined over plain HTTP. */
  readonly certificate: X509Certificate | undefined
}

/**
 * Why the log-on is refused, in one sentence; undefined when it is taken. That Allow refuses a binding where the server has
 * no TLS is recalled, not verified: Microsoft supports Extended Protection behind SSL offloading in neither mode.
 */
export function unboundLogOn(
  protection: ExtendedProtection,
  { name, binding, certificate }: BoundLogOn,
): string | undefined {
  if (protection === 'None' || binding === 'same') return undefined
  if (binding === 'none' && protection === 'Allow') return undefined
  const token =
    binding === 'none'
      ? 'the client sent no channel binding'
      : 'the channel binding of the client is of another TLS session'
  const shown =
    certificate === undefined
      ? 'this server was reached over plain HTTP, without a TLS session of its own'
      : `this server showed ${certificateText(certificate)}`
  return `Extended Protection (${protection}) refused ${name}: ${token}, and ${shown}`
}

/** `CN=mail.contoso.com (SHA-256 3f2a9c…)`. */
function certificateText({ subject, fingerprint256 }: X509Certificate): string {
  const fingerprint = fingerprint256.replaceAll(':', '').toLowerCase().slice(0, 16)
  return `${(subject ?? '').replaceAll('\n', ', ')} (SHA-256 ${fingerprint}…)`
}
