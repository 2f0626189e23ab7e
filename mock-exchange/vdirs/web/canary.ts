// The canary: what a page of OWA or ECP sends back to show that it was this server's page that asked, and not a form on
// somebody else's (cross-site request forgery). It stands in a cookie and in every form; a script sends it as a header.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { type Markup, markup } from '../../xml/markup.ts'

/** Any server of the organisation takes it, as the key is the process's. */
const key = randomBytes(32)

/** The canary in a request's cookie if it is the user's, else a new one. @param cookie value of the cookie, if any */
export function canaryFor(user: UserPlan, cookie: string | undefined): string {
  if (cookie !== undefined && isOf(user, cookie)) return cookie
  const random = randomBytes(12).toString('base64url')
  return `${random}.${sign(user, random)}`
}

/** Whether what was sent is the cookie's value, and that one was made for the user. */
export function isCanary(user: UserPlan, sent: string | undefined, cookie: string | undefined): boolean {
  return sent !== undefined && cookie !== undefined && equal(sent, cookie) && isOf(user, cookie)
}

/** The hidden field that goes with every form. */
export function canaryField({ canary }: { readonly canary: string }): Markup {
  return markup`<input type="hidden" name="canary" value="${canary}">`
}

function isOf(user: UserPlan, canary: string): boolean {
  const [random = '', mac = ''] = canary.split('.')
  return equal(mac, sign(user, random))
}

function sign({ domain, user }: UserPlan, random: string): string {
  return createHmac('sha256', key).update(`${domain}\\${user}\n${random}`).digest('base64url')
}

function equal(one: string, other: string): boolean {
  const a = Buffer.from(one)
  const b = Buffer.from(other)
  return a.length === b.length && timingSafeEqual(a, b)
}
