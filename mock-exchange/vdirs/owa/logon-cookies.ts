// The five cookies of forms logon in Exchange 2013 and later (reference/exchange-protocols.md section 2.1).
//
//   cadataKey, cadataIV   a fresh AES key and vector, encrypted with the RSA key of the site's certificate
//   cadata, cadataTTL     credentials and end of the session, encrypted with that AES key
//   cadataSig             a fixed text, encrypted with the RSA key
//
// So any server with the same certificate and key reads them, without affinity; any other does not, and its user lands
// on the logon page again. AES-256 and OAEP are assumed: the sources name the algorithms, not the sizes and paddings.

import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  X509Certificate,
} from 'node:crypto'
import type { KeyPair } from '../../../base/key-pair.ts'

export const logonCookieNames = ['cadata', 'cadataTTL', 'cadataKey', 'cadataIV', 'cadataSig'] as const
export type LogonCookies = Readonly<Record<(typeof logonCookieNames)[number], string>>

export interface LogonTicket {
  /** As typed: `CONTOSO\alice`, `alice@contoso.com`, `alice`. */
  readonly user: string
  readonly password: string
  /** Milliseconds since 1970, on the lab's clock. */
  readonly expires: number
}

const cipher = 'aes-256-cbc'
const signature = 'Fba Rocks!'

/** Cookies for a ticket; undefined when the certificate's key is not RSA, which forms logon cannot use. */
export function sealTicket(
  { user, password, expires }: LogonTicket,
  { certificate }: KeyPair,
): LogonCookies | undefined {
  const { publicKey } = new X509Certificate(certificate)
  if (publicKey.asymmetricKeyType !== 'rsa') return undefined
  const key = randomBytes(32)
  const vector = randomBytes(16)
  const wrap = (data: Buffer): string => publicEncrypt(publicKey, data).toString('base64')
  const encrypt = (text: string): string => {
    const aes = createCipheriv(cipher, key, vector)
    return Buffer.concat([aes.update(text, 'utf8'), aes.final()]).toString('base64')
  }
  return {
    cadata: encrypt(`Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`),
    cadataTTL: encrypt(String(expires)),
    cadataKey: wrap(key),
    cadataIV: wrap(vector),
    cadataSig: wrap(Buffer.from(signature)),
  }
}

/** The ticket in a request's cookies (names in lower case): `none` came, or what came is `unreadable` with this key. */
export function openTicket(
  cookies: ReadonlyMap<string, string>,
  { privateKey }: KeyPair,
): LogonTicket | 'none' | 'unreadable' {
  const values = logonCookieNames.map((name) => cookies.get(name.toLowerCase()))
  if (values.every((value) => value === undefined)) return 'none'
  const [cadata, ttl, key, vector, sig] = values.map((value) => Buffer.from(value ?? '', 'base64'))
  if (!cadata || !ttl || !key || !vector || !sig) return 'unreadable'
  try {
    const unwrapping = createPrivateKey(privateKey)
    if (privateDecrypt(unwrapping, sig).toString() !== signature) return 'unreadable'
    const aesKey = privateDecrypt(unwrapping, key)
    const aesVector = privateDecrypt(unwrapping, vector)
    const decrypt = (data: Buffer): string => {
      const aes = createDecipheriv(cipher, aesKey, aesVector)
      return aes.update(data, undefined, 'utf8') + aes.final('utf8')
    }
    return readTicket(decrypt(cadata), Number(decrypt(ttl)))
  } catch {
    // Another certificate's key, or bytes that were never ours: to the user it is all the same.
    return 'unreadable'
  }
}

function readTicket(credentials: string, expires: number): LogonTicket | 'unreadable' {
  const text = Buffer.from(credentials.replace(/^Basic /, ''), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon < 0 ? 'unreadable' : { user: text.slice(0, colon), password: text.slice(colon + 1), expires }
}
