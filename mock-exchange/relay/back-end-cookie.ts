// X-BackEndCookie: the front end's note to itself, kept by the client, in which mailbox database the user was found
// (reference exchange-protocols.md section 1.7).
//
//   X-BackEndCookie=<SID of the user>=<base64 of "Database~<guid>~~<expiry>", each byte XOR 0xFF>

import { createHash } from 'node:crypto'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { guidOf } from '../mailbox/guid.ts'

const name = 'X-BackEndCookie'

/** How long it holds, milliseconds: 30 days, going by what captures show [recalled, not verified]. */
const lifetime = 30 * 86_400_000

/** Cookies are deleted by an expiry 30 years in the past (reference 1.7). */
const past = 30 * 365 * 86_400_000

/** The cookie's value as clients see it. */
export function obfuscate(text: string): string {
  return inverted(Buffer.from(text, 'utf8')).toString('base64')
}

/** Back from what clients see. */
export function reveal(value: string): string {
  return inverted(Buffer.from(value, 'base64')).toString('utf8')
}

const inverted = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0xff))

/** The security identifier of a user: the same in every run, one domain's users share all but the last part. */
export function securityIdentifier({ domain, user }: Pick<UserPlan, 'domain' | 'user'>): string {
  const digest = createHash('sha256').update(domain.toLowerCase()).digest()
  const parts = [0, 4, 8].map((at) => digest.readUInt32LE(at))
  // Users of a domain have numbers from 1000 on.
  const relative = 1_000 + (createHash('sha256').update(user.toLowerCase()).digest().readUInt32LE(0) % 1_000_000)
  return ['S-1-5-21', ...parts, relative].join('-')
}

/** What a request needs of the cookie. */
export interface BackEndCookieRequest {
  /** Header `Cookie` of the request. */
  readonly cookies: string | undefined
  /** Undefined for a request that nobody is logged on for. */
  readonly user: UserPlan | undefined
  /** The vdir, which the cookie is for. */
  readonly vdir: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * The value of Set-Cookie that the answer should carry: the cookie when the user's is not there or no longer right, its
 * deletion when one came that is nobody's; undefined when all is well.
 */
export function backEndCookie({ cookies, user, vdir, now }: BackEndCookieRequest): string | undefined {
  const sent = cookieOf(cookies ?? '')
  if (user?.server === undefined) return sent === undefined ? undefined : setCookie('', now - past, vdir)
  const sid = securityIdentifier(user)
  const database = `Database~${guidOf('mailbox database', user.server)}~~`
  if (sent?.sid === sid && sent.text.startsWith(database)) {
    const expiry = Date.parse(`${sent.text.slice(database.length)}Z`)
    if (expiry > now) return undefined
  }
  const expires = now + lifetime
  const text = `${database}${new Date(expires).toISOString().slice(0, 19)}`
  return setCookie(`${sid}=${obfuscate(text)}`, expires, vdir)
}

function cookieOf(header: string): { readonly sid: string; readonly text: string } | undefined {
  const pair = header.split(/; */).find((each) => each.startsWith(`${name}=`))
  const value = pair?.slice(name.length + 1)
  if (value === undefined || value === '') return undefined
  const equals = value.indexOf('=')
  if (equals < 0) return { sid: '', text: '' }
  return { sid: value.slice(0, equals), text: reveal(value.slice(equals + 1)) }
}

function setCookie(value: string, expires: number, vdir: string): string {
  // ASP.NET writes dates of cookies with dashes: Sun, 01-Jun-2014 12:00:00 GMT.
  const date = new Date(expires).toUTCString().replace(/^(\w+, \d+) (\w+) (\d+)/, '$1-$2-$3')
  return `${name}=${value}; expires=${date}; path=/${vdir}; secure; HttpOnly`
}
