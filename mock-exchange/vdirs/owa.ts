// Outlook Web App (reference/exchange-protocols.md section 2.1): forms logon on the front end, the pages behind it.
//
//   front end  /owa/auth/logon.aspx · auth.owa · logoff.owa · auth/errorFE.aspx · auth/<build>/… (styles)
//   back end   /owa/?ae=…&t=…&a=…       pages for plain browsers; POST with ae=PreFormAction does something
//              /owa/service.svc         JSON for scripts
//              /owa/ev.owa2             notifications, held
//              /owa/attachment.ashx     attachments

import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MailboxError } from '../mailbox/errors.ts'
import { mailboxesOf } from '../mailbox/store.ts'
import { Markup, markup } from '../xml/markup.ts'
import { readCookies } from './cookies.ts'
import { buildText, versionOf } from './exchange-version.ts'
import { setHeaders } from './headers.ts'
import { owaActions } from './owa/actions/index.ts'
import { sendAttachment } from './owa/attachment.ts'
import { type OwaCall, OwaNotFound } from './owa/call.ts'
import { errorPage } from './owa/error-page.ts'
import { answerLogoff, answerLogonForm, cookieProbe } from './owa/logon-form.ts'
import { logonFolder, logonPage, logonReasons } from './owa/logon-page.ts'
import { logonUrl, safeDestination } from './owa/logon-urls.ts'
import { holdChannel } from './owa/notifications.ts'
import { pageScript } from './owa/page-script.ts'
import { pageOf } from './owa/pages/index.ts'
import { answerService } from './owa/service.ts'
import { logOnByCookies } from './owa/session.ts'
import { owaPage, pageFolder } from './owa/shell.ts'
import { readBodies } from './raw-body.ts'
import type { VdirContext, VdirModule } from './types.ts'
import { canaryFor, isCanary } from './web/canary.ts'
import { readForm } from './web/form-data.ts'
import { sendHtml } from './web/html-answer.ts'
import { serveResources } from './web/resources.ts'
import { logonIcon, logonStyles, pageStyles } from './web/theme.ts'

/** Bytes; a logon form has some hundred. */
const logonFormLimit = 65_536
/** Bytes: maxAllowedContentLength of /owa (reference section 1.3). */
const bodyLimit = 35_000_000

export const owa: VdirModule = {
  name: 'owa',
  logOn: logOnByCookies,
  isPublic: (path) => path.startsWith('/owa/auth/'),
  frontEnd(app, context) {
    readBodies(app, logonFormLimit)
    const version = versionOf(context.plan)
    app.addHook('onSend', async (_request, reply) => versionHeader(reply, context))
    app.get('/owa/auth/logon.aspx', (request, reply) => {
      const query = queryOf(request)
      const destination = safeDestination(query.get('url') ?? undefined, context.originOf(request).host)
      const page = logonPage({ destination, reason: query.get('reason') ?? logonReasons.none, version })
      // The real page's script does this; so it works without scripts as well.
      return sendHtml(setHeaders(reply, { 'Set-Cookie': `${cookieProbe}=0; path=/; secure` }), page)
    })
    app.post('/owa/auth.owa', (request, reply) => answerLogonForm(request, reply, context))
    app.get('/owa/auth.owa', (request, reply) => {
      const { host } = context.originOf(request)
      return reply.redirect(logonUrl(host, `https://${host}/owa/`, logonReasons.none), 302)
    })
    for (const path of ['/owa/logoff.owa', '/owa/auth/logoff.aspx']) {
      app.get(path, (request, reply) => answerLogoff(request, reply, context))
    }
    app.get('/owa/auth/errorfe.aspx', (request, reply) =>
      sendHtml(reply, errorPage(queryOf(request).get('httpCode') ?? '500', version)),
    )
    serveResources(app, logonFolder(version), [logonStyles, logonIcon])
  },
  backEnd(app, context) {
    readBodies(app, bodyLimit)
    app.addHook('onSend', async (_request, reply) => versionHeader(reply, context))
    serveResources(app, pageFolder(context), [pageStyles, pageScript])
    pageRoutes(app, context)
    app.get('/owa/attachment.ashx', (request, reply) =>
      within(request, reply, context, (call) => sendAttachment(call, reply)),
    )
    for (const path of ['/owa/ev.owa2', '/owa/ev.owa']) {
      app.get(path, (request, reply) => within(request, reply, context, (call) => holdChannel(request, reply, call)))
    }
    app.post('/owa/service.svc', (request, reply) =>
      within(request, reply, context, (call) => {
        if (isCanary(call.user, request.headers['x-owa-canary']?.toString(), canaryCookie(request))) {
          return answerService(request, reply, call)
        }
        // With the answer comes a canary to try again with [recalled].
        setHeaders(reply, { 'X-OWA-Error': 'OwaInvalidCanary14Exception' })
        reply.raw.statusMessage = 'Retry With'
        return reply.code(449).send()
      }),
    )
  },
}

function pageRoutes(app: FastifyInstance, context: VdirContext): void {
  for (const path of ['/owa', '/owa/']) {
    app.get(path, (request, reply) =>
      within(request, reply, context, async (call) => sendHtml(reply, await pageOf(call.query)(call))),
    )
    app.post(path, (request, reply) => within(request, reply, context, (call) => act(request, reply, call)))
  }
}

async function act(request: FastifyRequest, reply: FastifyReply, call: OwaCall): Promise<FastifyReply> {
  const action = owaActions.get(call.query.get('a') ?? '')
  if (action === undefined) return problem(reply, call, 404, 'There is no such action.')
  const form = await readForm(request)
  if (form === undefined) return problem(reply, call, 415, 'This is not the form of a page.')
  if (!isCanary(call.user, form.get('canary'), canaryCookie(request))) {
    return problem(reply, call, 403, 'The form does not come from a page of yours. Open the page anew and try again.')
  }
  const outcome = await action.run(call, form)
  if (outcome instanceof Markup) return sendHtml(reply, outcome)
  const { host } = call.context.originOf(request)
  return setHeaders(reply, { 'Cache-Control': 'no-cache' }).redirect(`https://${host}${outcome}`, 302)
}

/** Does something for the user who is logged on, with a mailbox; anything else has its own answer. */
async function within(
  request: FastifyRequest,
  reply: FastifyReply,
  context: VdirContext,
  work: (call: OwaCall) => unknown,
): Promise<unknown> {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  const store = mailboxesOf(context)
  const mailbox = store.of(user)
  if (mailbox === undefined) return noMailbox(request, reply, context)
  const cookies = readCookies(request.headers.cookie)
  const userContext = cookies.get('usercontext') ?? randomUUID().replaceAll('-', '')
  const canary = canaryFor(user, canaryCookie(request))
  const set = [
    ...(cookies.has('usercontext') ? [] : [`UserContext=${userContext}; path=/; secure; HttpOnly`]),
    // Scripts read it, so it is not HttpOnly.
    ...(canary === canaryCookie(request) ? [] : [`X-OWA-CANARY=${canary}; path=/; secure`]),
  ]
  if (set.length > 0) setHeaders(reply, { 'Set-Cookie': set })
  const call: OwaCall = { context, user, store, mailbox, canary, query: queryOf(request) }
  try {
    return await work(call)
  } catch (error) {
    if (error instanceof OwaNotFound) return problem(reply, call, 404, error.message)
    if (error instanceof MailboxError) return problem(reply, call, 409, error.message)
    throw error
  }
}

function noMailbox(request: FastifyRequest, reply: FastifyReply, context: VdirContext): FastifyReply {
  const { host } = context.originOf(request)
  return setHeaders(reply, { 'X-OWA-Error': 'Microsoft.Exchange.Data.Storage.UserHasNoMailboxException' }).redirect(
    `https://${host}/owa/auth/errorFE.aspx?httpCode=404`,
    302,
  )
}

function problem(reply: FastifyReply, call: OwaCall, status: number, text: string): FastifyReply {
  const content = markup`<h1>something went wrong</h1><p class="alert" role="alert">${text}</p><p><a href="/owa/">Go to the Inbox</a></p>`
  return sendHtml(reply, owaPage(call, { title: 'Something went wrong', module: 'mail', content }), status)
}

/** Query of the URL as the client wrote it; the first value of a name counts. */
function queryOf({ url }: FastifyRequest): URLSearchParams {
  const at = url.indexOf('?')
  return new URLSearchParams(at < 0 ? '' : url.slice(at + 1))
}

const canaryCookie = ({ headers }: FastifyRequest): string | undefined =>
  readCookies(headers.cookie).get('x-owa-canary')

function versionHeader(reply: FastifyReply, { plan }: VdirContext): void {
  setHeaders(reply, { 'X-OWA-Version': buildText(versionOf(plan).build) })
}
