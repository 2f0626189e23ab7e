// How the front end tells a Back End site who the user is. In life the header X-CommonAccessToken carries the identity
// and Kerberos proves that a server of the organisation sent it; here a MAC with a key of the process does both.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { UserPlan } from '../../topology/lab-plan.ts'

/** Whom the front end vouches for; nobody, for resources that are public. */
export interface Voucher {
  readonly user: UserPlan | undefined
}

const key = randomBytes(32)

/** Tokens say the same for as long as the process runs: each is made, and checked, once. Users are few; others are not kept. */
const mostKept = 10_000
const made = new Map<string, string>()
const checked = new Map<string, Checked>()

/** A token whose MAC is right. */
interface Checked {
  readonly audience: string
  readonly identity: { readonly user: string; readonly domain: string } | null
}

function sign(payload: string): Buffer {
  return createHmac('sha256', key).update(payload).digest()
}

/** The header's value for one Back End site. @param audience its fqdn: no other takes the token */
export function createAccessToken(user: UserPlan | undefined, audience: string): string {
  const identity = user === undefined ? null : { user: user.user, domain: user.domain }
  const content = JSON.stringify({ audience, identity })
  const known = made.get(content)
  if (known !== undefined) return known
  const payload = Buffer.from(content).toString('base64url')
  const token = `${payload}.${sign(payload).toString('base64url')}`
  if (made.size < mostKept) made.set(content, token)
  return token
}

/** Whom a token vouches for; undefined when no front end of this process made it for this server. */
export function readAccessToken(token: string, audience: string, users: readonly UserPlan[]): Voucher | undefined {
  const content = checked.get(token) ?? check(token)
  if (content?.audience !== audience) return undefined
  const { identity } = content
  if (identity === null) return { user: undefined }
  const user = users.find((account) => account.user === identity.user && account.domain === identity.domain)
  return user && { user }
}

function check(token: string): Checked | undefined {
  const [payload = '', mac = ''] = token.split('.')
  const given = Buffer.from(mac, 'base64url')
  const due = sign(payload)
  if (given.length !== due.length || !timingSafeEqual(given, due)) return undefined
  const content: Checked = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
  if (checked.size < mostKept) checked.set(token, content)
  return content
}
