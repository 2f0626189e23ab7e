// Forms logon as the front end does it, for OWA and ECP alike.
//
//   GET /owa/ ─▶ cookies? ─no─▶ 302 logon page ─▶ POST /owa/auth.owa ─▶ 302 destination, five cookies
//                   └─yes, readable─▶ relay            └─ wrong ─▶ 302 logon page, reason=2

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { createAccounts, splitAccountName } from '../../auth/accounts.ts'
import { sendRedirect } from '../../iis/redirect.ts'
import { readCookies } from '../cookies.ts'
import { bodyOf } from '../raw-body.ts'
import type { LogOn, VdirContext } from '../types.ts'
import { type LogonTicket, logonCookieNames, openTicket, sealTicket } from './logon-cookies.ts'
import { logonReasons } from './logon-page.ts'
import { logonUrl, requestedUrl, safeDestination } from './logon-urls.ts'

/** How long a session lasts, milliseconds: 8 hours on a private computer, 15 minutes on a public one [recalled]. */
const privateSession = 8 * 3_600_000
const publicSession = 15 * 60_000

/** Bit of `flags` (and of `trusted` on the page of 2013) that says: a private computer. */
const privateComputer = 4

/** The user of the logon cookies, or the way to the logon page. */
export function logOnByCookies(request: FastifyRequest, context: VdirContext): LogOn {
  const redirect = logonUrl(context.originOf(request).host, requestedUrl(request, context), logonReasons.none)
  const ticket = openTicket(readCookies(request.headers.cookie), context.frontEndKey())
  if (ticket === 'none') return { redirect }
  const user = ticket === 'unreadable' || ticket.expires < context.clock.now() ? undefined : check(ticket, context)
  return user === undefined ? { redirect, clear: logonCookieNames } : { user }
}

/** Answers the post of the logon form. */
export function answerLogonForm(request: FastifyRequest, reply: FastifyReply, context: VdirContext): void {
  const form = new URLSearchParams(bodyOf(request).toString('utf8'))
  const { host } = context.originOf(request)
  const destination = safeDestination(form.get('destination') ?? undefined, host)
  const user = form.get('username')
  const password = form.get('password')
  reply.hijack()
  if (user === null || password === null) {
    sendRedirect(reply.raw, logonUrl(host, destination, logonReasons.invalidForm, true))
    return
  }
  if (check({ user, password }, context) === undefined) {
    sendRedirect(reply.raw, logonUrl(host, destination, logonReasons.wrongPassword, true))
    return
  }
  const flags = Number(form.get('flags') ?? 0) | Number(form.get('trusted') ?? 0)
  const lasts = (flags & privateComputer) === 0 ? publicSession : privateSession
  const cookies = sealTicket({ user, password, expires: context.clock.now() + lasts }, context.frontEndKey())
  // With a key that forms logon cannot use there are no cookies, and the browser comes back without a word of error.
  if (cookies !== undefined) {
    const lines = logonCookieNames.map((name) => `${name}=${cookies[name]}; path=/; secure; HttpOnly`)
    reply.raw.setHeader('Set-Cookie', lines)
  }
  sendRedirect(reply.raw, destination)
}

/** Forgets the session and shows the logon page again. */
export function answerLogoff(request: FastifyRequest, reply: FastifyReply, context: VdirContext): void {
  const { host } = context.originOf(request)
  reply.hijack()
  const clear = [...logonCookieNames, 'UserContext']
  sendRedirect(reply.raw, logonUrl(host, `https://${host}/owa/`, logonReasons.loggedOff), clear)
}

function check({ user, password }: Pick<LogonTicket, 'user' | 'password'>, context: VdirContext): UserPlan | undefined {
  const name = splitAccountName(user)
  return createAccounts(context.users, context.domain).check(name.user, name.domain, password)
}
