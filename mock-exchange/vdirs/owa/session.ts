// Who a request comes from, by the cookies of forms logon; for OWA and ECP alike.
//
//   cookies ─┬─ none ──────────────▶ logon page, reason=0                       (page)   440 (script)
//            ├─ unreadable ────────▶ logon page, reason=0, cookies cleared      (page)   440 (script)
//            ├─ idle for too long ─▶ logon page, reason=4, cookies cleared      (page)   440 (script)
//            └─ good ──────────────▶ the user; cadataTTL anew when the last use was a while ago

import type { FastifyRequest } from 'fastify'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { createAccounts, splitAccountName } from '../../auth/accounts.ts'
import { readCookies } from '../cookies.ts'
import type { LogOn, VdirContext } from '../types.ts'
import { type LogonTicket, logonCookieNames, openTicket } from './logon-cookies.ts'
import { logonReasons } from './logon-page.ts'
import { logonUrl } from './logon-urls.ts'

/**
 * How long a session may be idle, milliseconds: the defaults of PublicTimeout and PrivateTimeout of OWA's forms logon
 * (15 minutes, 8 hours) [recalled].
 */
const idleLimits = { public: 15 * 60_000, private: 8 * 3_600_000 }

/** A session in use gets a new cadataTTL no more often than this, milliseconds [the figure is the lab's own]. */
const renewAfter = 60_000

/** The user of the logon cookies, or the way to the logon page. */
export function logOnByCookies(request: FastifyRequest, context: VdirContext): LogOn {
  const ticket = openTicket(readCookies(request.headers.cookie), context.frontEndKey())
  if (ticket === 'none') return outside(request, context, logonReasons.none, [])
  if (ticket === 'unreadable') return outside(request, context, logonReasons.none)
  const now = context.clock.now()
  const idle = now - ticket.lastUse
  if (idle >= idleLimits[ticket.privateComputer ? 'private' : 'public']) {
    return outside(request, context, logonReasons.timedOut)
  }
  const user = checkTicket(ticket, context)
  if (user === undefined) return outside(request, context, logonReasons.none)
  if (idle < renewAfter || isIdleTraffic(request)) return { user }
  return { user, setCookies: [logonCookie('cadataTTL', ticket.renewed(now))] }
}

/** Value of Set-Cookie for one of the logon cookies. */
export function logonCookie(name: (typeof logonCookieNames)[number], value: string): string {
  return `${name}=${value}; path=/; secure; HttpOnly`
}

/** The user of these credentials, if they are right. */
export function checkTicket(
  { user, password }: Pick<LogonTicket, 'user' | 'password'>,
  context: VdirContext,
): UserPlan | undefined {
  const name = splitAccountName(user)
  return createAccounts(context.users, context.domain).check(name.user, name.domain, password)
}

function outside(
  request: FastifyRequest,
  context: VdirContext,
  reason: string,
  clear: readonly string[] = logonCookieNames,
): LogOn {
  if (isScript(request)) return { status: 440, reason: 'Login Timeout', clear }
  const { host } = context.originOf(request)
  // A form that was sent cannot be sent again by a redirect: its user begins at the start page.
  const asked = request.method === 'GET' || request.method === 'HEAD'
  const path = asked ? request.originalUrl : (/^\/[^/?]+/.exec(request.originalUrl)?.[0] ?? '/owa')
  return { redirect: logonUrl(host, `https://${host}${path}`, reason), clear }
}

/** Whether a page's script asks, which can do nothing with a logon page: it gets 440 (reference section 2.1) [recalled]. */
function isScript({ url, headers }: FastifyRequest): boolean {
  const [path = ''] = url.split('?', 1)
  return /^\/(owa\/(service\.svc|ev\.owa2?)|ecp\/.*\.svc)(\/|$)/.test(path) || 'x-requested-with' in headers
}

/** `UA=0`: no activity of the user's, so that a page left open does not keep its session alive [recalled]. */
function isIdleTraffic({ url }: FastifyRequest): boolean {
  return new URLSearchParams(url.split('?')[1] ?? '').get('UA') === '0'
}
