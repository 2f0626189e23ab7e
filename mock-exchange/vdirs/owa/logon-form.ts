// What the front end makes of the logon form.
//
//   GET logon.aspx ─▶ form ─▶ POST auth.owa ─┬─ good ──▶ 302 destination, five cookies
//                                            ├─ wrong ─▶ 302 logon page, reason=2
//                                            └─ no form, fields missing, cookies off ─▶ 302 logon page, reason=3

import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendRedirect } from '../../iis/redirect.ts'
import { readCookies } from '../cookies.ts'
import { bodyOf } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { logonCookieNames, sealTicket } from './logon-cookies.ts'
import { logonReasons } from './logon-page.ts'
import { logonUrl, safeDestination } from './logon-urls.ts'
import { checkTicket, logonCookie } from './session.ts'

/** Set by the logon page, and so sent back by every browser that takes cookies (reference section 2.1). */
export const cookieProbe = 'PBack'

/** Bit of `flags` (and of `trusted` on the page of 2013) that says: a private computer. */
const privateComputer = 4

/** Answers the post of the logon form. */
export function answerLogonForm(request: FastifyRequest, reply: FastifyReply, context: VdirContext): void {
  const { host } = context.originOf(request)
  const form = readForm(request)
  const destination = safeDestination(form.get('destination') ?? undefined, host)
  const user = form.get('username')
  const password = form.get('password')
  const reason =
    user === null || password === null || cookiesAreOff(request)
      ? logonReasons.invalidForm
      : checkTicket({ user, password }, context) === undefined
        ? logonReasons.wrongPassword
        : undefined
  reply.hijack()
  if (reason !== undefined || user === null || password === null) {
    sendRedirect(reply.raw, logonUrl(host, destination, reason ?? logonReasons.invalidForm, true))
    return
  }

  const flags = Number(form.get('trusted') ?? form.get('flags') ?? 0)
  const ticket = { user, password, privateComputer: (flags & privateComputer) !== 0, lastUse: context.clock.now() }
  const cookies = sealTicket(ticket, context.frontEndKey())
  // With a key that forms logon cannot use there are no cookies, and the browser comes back without a word of error.
  if (cookies !== undefined) {
    reply.raw.setHeader(
      'Set-Cookie',
      logonCookieNames.map((name) => logonCookie(name, cookies[name])),
    )
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

function readForm(request: FastifyRequest): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '')
  return new URLSearchParams(isForm ? bodyOf(request).toString('utf8') : '')
}

/**
 * Whether a browser comes from the logon page without the cookie that the page sets. A program that posts without having
 * been there is let in: whether the real one refuses it is not verified.
 */
function cookiesAreOff({ headers }: FastifyRequest): boolean {
  const fromPage = /\/owa\/auth\/logon\.aspx(\?|$)/i.test(headers.referer ?? '')
  return fromPage && !readCookies(headers.cookie).has(cookieProbe.toLowerCase())
}
