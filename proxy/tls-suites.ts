// Which cipher suites clients may choose from.
//
// Mozilla, "Security/Server Side TLS" (wiki.mozilla.org), "Intermediate compatibility": TLS 1.3 and 1.2, ECDHE with AEAD, and
// the client's order, as it knows what it is fast at. Two things differ here:
//   DHE is left out: it costs most of all, and whoever speaks it speaks ECDHE as well.
//   ECDHE with CBC comes last: Schannel of Windows 7 to 8.1 and Server 2008 R2 to 2012 R2, where Outlook and Exchange of these
//   years run, has ECDHE with RSA keys in no other form (Microsoft, "TLS Cipher Suites in Windows 8.1").

import type { SecureContextOptions } from 'node:tls'
import type { ListenerTlsPlan } from '../topology/edge-plan.ts'

const version13 = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256'
const version12 = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES256-SHA384',
  'ECDHE-RSA-AES256-SHA384',
  'ECDHE-ECDSA-AES128-SHA256',
  'ECDHE-RSA-AES128-SHA256',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
].join(':')
// OpenSSL 3 speaks TLS before 1.2 at security level 0 only, for their SHA-1.
const before12 = '@SECLEVEL=0'

/** The suites of a listener, and whose order counts. */
export function cipherOptions({
  ciphers,
  minVersion,
}: Pick<ListenerTlsPlan, 'ciphers' | 'minVersion'>): SecureContextOptions {
  const old = minVersion === 'TLSv1' || minVersion === 'TLSv1.1'
  const named = ciphers ?? (old ? 'DEFAULT' : version12)
  // Node turns TLS 1.3 off when a list names no suite of it.
  const whole = named.split(':').some((name) => name.startsWith('TLS_')) ? named : `${version13}:${named}`
  return {
    ciphers: old && !whole.includes('@SECLEVEL') ? `${whole}:${before12}` : whole,
    // Of old suites the weakest must not be the client's choice (Mozilla, "Old backward compatibility").
    honorCipherOrder: old,
  }
}
