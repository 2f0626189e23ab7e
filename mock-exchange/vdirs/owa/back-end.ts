// OWA's back end: everything behind the log-on.
//
//   /owa/?ae=…&t=…&a=…       pages for plain browsers; POST with ae=PreFormAction does something
//   /owa/service.svc         JSON for scripts
//   /owa/ev.owa2             notifications, held
//   /owa/attachment.ashx     attachments

import { randomUUID } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { MailboxError } from '../../mailbox/errors.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { Markup, markup } from '../../xml/markup.ts'
import { readCookies } from '../cookies.ts'
import { setHeaders } from '../headers.ts'
import { readBodies } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { canaryFor, isCanary } from '../web/canary.ts'
import { readForm } from '../web/form-data.ts'
import { sendHtml } from '../web/html-answer.ts'
import { serveResources } from '../web/resources.ts'
import { pageStyles } from '../web/theme.ts'
import { owaActions } from './actions/index.ts'
import { sendAttachment } from './attachment.ts'
import { type OwaCall, OwaNotFound } from './call.ts'
import { holdChannel } from './notifications.ts'
import { pageScript } from './page-script.ts'
import { pageOf } from './pages/index.ts'
import { queryOf } from './query.ts'
import { answerService } from './service.ts'
import { owaPage, pageFolder } from './shell.ts'
import { versionHeader } from './version-header.ts'

/** Bytes: maxAllowedContentLength of /owa (reference section 1.3). */
const bodyLimit = 35_000_000

/** The routes of the Back End site. */
export function owaBackEnd(app: FastifyInstance, context: VdirContext): void {
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

const canaryCookie = ({ headers }: FastifyRequest): string | undefined =>
  readCookies(headers.cookie).get('x-owa-canary')
