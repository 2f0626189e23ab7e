// The five cookies of forms logon in Exchange 2013 and later (reference/exchange-protocols.md section 2.1).
//
//   cadataKey, cadataIV   a fresh AES key and vector, encrypted with the RSA key of the site's certificate
//   cadata, cadataTTL     credentials and time of the last use, encrypted with that AES key
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
  /** Whether the user said that nobody else uses the computer. */
  readonly privateComputer: boolean
  /** When the session was last in use: milliseconds since 1970, on the lab's clock. */
  readonly lastUse: number
}

/** A ticket that could be read. */
export interface OpenTicket extends LogonTicket {
  /** Value of cadataTTL for the same session, in use at this time. */
  renewed(lastUse: number): string
}

interface SessionKey {
  readonly key: Buffer
  readonly vector: Buffer
}

const cipher = 'aes-256-cbc'
const signature = 'Fba Rocks!'

/** Cookies for a ticket; undefined when the certificate's key is not RSA, which forms logon cannot use. */
export function sealTicket(
  { user, password, privateComputer, lastUse }: LogonTicket,
  { certificate }: KeyPair,
): LogonCookies | undefined {
  const { publicKey } = new X509Certificate(certificate)
  if (publicKey.asymmetricKeyType !== 'rsa') return undefined
  const session = { key: randomBytes(32), vector: randomBytes(16) }
  const wrap = (data: Buffer): string => publicEncrypt(publicKey, data).toString('base64')
  return {
    cadata: encrypt(`Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`, session),
    cadataTTL: encrypt(timeText(lastUse, privateComputer), session),
    cadataKey: wrap(session.key),
    cadataIV: wrap(session.vector),
    cadataSig: wrap(Buffer.from(signature)),
  }
}

/** The ticket in a request's cookies (names in lower case): `none` came, or what came is `unreadable` with this key. */
export function openTicket(cookies: ReadonlyMap<string, string>, pair: KeyPair): OpenTicket | 'none' | 'unreadable' {
  const values = logonCookieNames.map((name) => cookies.get(name.toLowerCase()))
  if (values.every((value) => value === undefined)) return 'none'
  const [cadata = '', ttl = '', key = '', vector = '', sig = ''] = values
  try {
    const session = sessionKey({ key, vector, sig }, pair)
    if (session === undefined) return 'unreadable'
    return readTicket(decrypt(cadata, session), decrypt(ttl, session), session)
  } catch {
    // Another certificate's key, or bytes that were never ours: to the user it is all the same.
    return 'unreadable'
  }
}

// RSA costs a millisecond a cookie, and a browser sends the same three with every request: what they hold is remembered
// with the key pair that opens them.
const opened = new WeakMap<KeyPair, Map<string, SessionKey>>()
const mostRemembered = 1_000

/** @throws when the cookies are of another key */
function sessionKey(
  { key, vector, sig }: Readonly<Record<'key' | 'vector' | 'sig', string>>,
  pair: KeyPair,
): SessionKey | undefined {
  const sessions = opened.get(pair) ?? new Map<string, SessionKey>()
  opened.set(pair, sessions)
  const name = `${key} ${vector} ${sig}`
  const known = sessions.get(name)
  if (known !== undefined) return known
  const unwrapping = createPrivateKey(pair.privateKey)
  const unwrap = (value: string): Buffer => privateDecrypt(unwrapping, Buffer.from(value, 'base64'))
  if (unwrap(sig).toString() !== signature) return undefined
  const session = { key: unwrap(key), vector: unwrap(vector) }
  const [oldest] = sessions.keys()
  if (sessions.size >= mostRemembered && oldest !== undefined) sessions.delete(oldest)
  sessions.set(name, session)
  return session
}

function readTicket(credentials: string, time: string, session: SessionKey): OpenTicket | 'unreadable' {
  const text = Buffer.from(credentials.replace(/^Basic /, ''), 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const [, lastUse = '', computer = ''] = /^(\d{1,15}) (public|private)$/.exec(time) ?? []
  if (colon < 0 || lastUse === '') return 'unreadable'
  const privateComputer = computer === 'private'
  return {
    user: text.slice(0, colon),
    password: text.slice(colon + 1),
    privateComputer,
    lastUse: Number(lastUse),
    renewed: (now) => encrypt(timeText(now, privateComputer), session),
  }
}

function timeText(lastUse: number, privateComputer: boolean): string {
  return `${Math.trunc(lastUse)} ${privateComputer ? 'private' : 'public'}`
}

function encrypt(text: string, { key, vector }: SessionKey): string {
  const aes = createCipheriv(cipher, key, vector)
  return Buffer.concat([aes.update(text, 'utf8'), aes.final()]).toString('base64')
}

/** @throws when the text was encrypted with another key, or is cut */
function decrypt(text: string, { key, vector }: SessionKey): string {
  const aes = createDecipheriv(cipher, key, vector)
  return aes.update(Buffer.from(text, 'base64'), undefined, 'utf8') + aes.final('utf8')
}
