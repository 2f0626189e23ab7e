// Outlook Web App (reference/exchange-protocols.md section 2.1): forms logon on the front end, the start page behind it.

import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { mailboxesOf } from '../mailbox/store.ts'
import { readCookies } from './cookies.ts'
import { buildText, versionOf } from './exchange-version.ts'
import { setHeaders } from './headers.ts'
import { errorPage } from './owa/error-page.ts'
import { answerLogoff, answerLogonForm, logOnByCookies } from './owa/forms-logon.ts'
import { logonPage, logonReasons } from './owa/logon-page.ts'
import { safeDestination } from './owa/logon-urls.ts'
import { startPage } from './owa/start-page.ts'
import { readBodies } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'

/** Bytes; a logon form has some hundred. */
const formLimit = 65_536

export const owa: VdirModule = {
  name: 'owa',
  logOn: logOnByCookies,
  isPublic: (path) => path.startsWith('/owa/auth/'),
  frontEnd(app, context) {
    readBodies(app, formLimit)
    app.get<{ Querystring: Record<string, string> }>('/owa/auth/logon.aspx', (request, reply) => {
      const { url, reason = logonReasons.none } = request.query
      const destination = safeDestination(url, context.originOf(request).host)
      const page = logonPage({ destination, reason, version: versionOf(context.plan) })
      return html(setHeaders(reply, { 'Cache-Control': 'no-cache, no-store' }), page, context)
    })
    app.post('/owa/auth.owa', (request, reply) => answerLogonForm(request, reply, context))
    for (const path of ['/owa/logoff.owa', '/owa/auth/logoff.aspx']) {
      app.get(path, (request, reply) => answerLogoff(request, reply, context))
    }
    app.get<{ Querystring: Record<string, string> }>('/owa/auth/errorfe.aspx', (request, reply) =>
      html(reply, errorPage(request.query['httpCode'] ?? '500'), context),
    )
  },
  backEnd(app, context) {
    for (const path of ['/owa', '/owa/']) app.get(path, (request, reply) => answerStart(request, reply, context))
  },
}

function answerStart(request: FastifyRequest, reply: FastifyReply, context: VdirContext): FastifyReply {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  const mailbox = mailboxesOf(context).of(user)
  if (mailbox === undefined) {
    const { host } = context.originOf(request)
    return setHeaders(reply, { 'X-OWA-Error': 'Microsoft.Exchange.Data.Storage.UserHasNoMailboxException' }).redirect(
      `https://${host}/owa/auth/errorFE.aspx?httpCode=404`,
      302,
    )
  }
  const cookies = readCookies(request.headers.cookie)
  const userContext = cookies.get('usercontext') ?? randomUUID().replaceAll('-', '')
  const canary = cookies.get('x-owa-canary') ?? randomUUID().replaceAll('-', '')
  setHeaders(reply, {
    'Cache-Control': 'private, no-store',
    'Set-Cookie': [`UserContext=${userContext}; path=/; secure; HttpOnly`, `X-OWA-CANARY=${canary}; path=/owa; secure`],
  })
  const page = startPage({ user, version: versionOf(context.plan), unread: mailbox.unread(mailbox.folder('inbox')) })
  return html(reply, page, context)
}

function html(reply: FastifyReply, page: string, { plan }: VdirContext): FastifyReply {
  return setHeaders(reply, {
    'X-OWA-Version': buildText(versionOf(plan).build),
    'X-Frame-Options': 'SAMEORIGIN',
    'X-Content-Type-Options': 'nosniff',
  })
    .type('text/html; charset=utf-8')
    .send(page)
}
