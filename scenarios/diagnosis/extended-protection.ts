// Extended Protection: a log-on that is bound to another TLS session than the server's.
//
//   client ══ TLS, certificate A ══▶ edge ══ TLS, certificate B; or plain HTTP ══▶ server: A is not B, refused
//
// Facts: reference/exchange-protocols.md section 1.8 and 3.4.

import type { HopRecord } from '../../base/trace.ts'
import { type Diagnosis, hopText } from '../result.ts'
import type { Scene } from './scene.ts'

/** The refusal of the front end, with the certificates at both ends where they are known. */
export function extendedProtection(hop: HopRecord, scene: Scene): Diagnosis | undefined {
  if (hop.cause !== 'extended-protection') return undefined
  const edge = scene.hops.get('edge')
  const seen = certificateSeen(scene)
  const between = edge === undefined || edge.edge?.mode === 'passthrough' ? undefined : hopText(edge)
  const client =
    seen === undefined ? '' : ` The client saw ${seen}${between === undefined ? '' : ` at the ${between}`}.`
  const why = (hop.detail ?? 'Extended Protection refused the log-on').replace(/\.$/, '')
  return {
    hop: hopText(hop),
    cause: 'extended-protection',
    sentence: `${why}.${client} ${wayOut(hop)}`,
  }
}

function wayOut({ scheme }: HopRecord): string {
  return scheme === 'http'
    ? 'With SSL offloading no log-on can be bound to the session of the server: encrypt again with the same certificate on edge and server (bridge), pass TLS through, or set extendedProtection to None.'
    : 'Give edge and server the same certificate, pass TLS through, or set extendedProtection to None.'
}

/** `CN=mail.contoso.com (SHA-256 3f2a9c…)`: what the client was shown, if it says so. */
function certificateSeen({ observation }: Scene): string | undefined {
  const { certificate } = observation.values
  if (typeof certificate !== 'object' || Array.isArray(certificate)) return undefined
  const subject = Reflect.get(certificate, 'subject')
  const fingerprint = Reflect.get(certificate, 'fingerprint')
  if (typeof subject !== 'string' || typeof fingerprint !== 'string') return undefined
  return `${subject} (SHA-256 ${fingerprint.slice(0, 16)}…)`
}
