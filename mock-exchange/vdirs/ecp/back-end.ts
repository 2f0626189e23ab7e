// ECP's back end: options for every user, and for members of Organization Management the admin center, which changes the
// settings of all servers.
//
//   /ecp/ ─▶ administrators: /ecp/vdirs · /ecp/vdirs/edit · /ecp/servers …      others, and ?rfr=owa: options
//   /ecp/DDI/DDIService.svc/GetList                                             JSON

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { afterAnswer, frontEndRequestId } from '../../relay/in-flight.ts'
import { Markup, markup } from '../../xml/markup.ts'
import { readCookies } from '../cookies.ts'
import { setHeaders } from '../headers.ts'
import { bodyOf, readBodies } from '../raw-body.ts'
import type { VdirContext } from '../types.ts'
import { canaryFor, isCanary } from '../web/canary.ts'
import { readForm } from '../web/form-data.ts'
import { sendHtml } from '../web/html-answer.ts'
import { serveResources } from '../web/resources.ts'
import { pageStyles } from '../web/theme.ts'
import { type AdminRoute, type EcpCall, EcpNotFound } from './call.ts'
import { listOf } from './ddi-service.ts'
import { automaticRepliesPath, optionsPage, saveAutomaticReplies } from './options.ts'
import { iisreset, outlookAnywhere, recycle, serverList } from './servers.ts'
import { ecpFolder, ecpPage } from './shell.ts'
import { vdirEdit } from './vdir-edit.ts'
import { vdirList } from './vdir-list.ts'

/** Bytes; the longest form has a few URLs. */
const bodyLimit = 1_048_576

const adminRoutes: readonly AdminRoute[] = [vdirList, vdirEdit, serverList, outlookAnywhere, recycle, iisreset]

/** The routes of the Back End site. */
export function ecpBackEnd(app: FastifyInstance, context: VdirContext): void {
  readBodies(app, bodyLimit)
  serveResources(app, ecpFolder(context), [pageStyles])
  for (const path of ['/ecp', '/ecp/']) {
    app.get(path, (request, reply) =>
      within(request, reply, context, (call) => {
        const forAdministrators = call.user.administrator && call.query.get('rfr') !== 'owa'
        if (!forAdministrators) return sendHtml(reply, optionsPage(call))
        return redirect(request, reply, context, '/ecp/vdirs')
      }),
    )
  }
  app.post(automaticRepliesPath, (request, reply) =>
    within(request, reply, context, (call) => submitted(request, reply, call, saveAutomaticReplies)),
  )
  for (const route of adminRoutes) serve(app, context, route)
  app.post('/ecp/ddi/ddiservice.svc/getlist', (request, reply) =>
    forAdministrators(request, reply, context, (call) => {
      const canary = call.query.get('msExchEcpCanary') ?? undefined
      if (!isCanary(call.user, canary, canaryCookie(request))) return reply.code(403).send()
      if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return reply.code(415).send()
      if (!isJson(request)) return reply.code(400).send()
      const list = listOf(call, call.query.get('schema') ?? '')
      return list === undefined ? reply.code(404).send() : reply.type('application/json; charset=utf-8').send(list)
    }),
  )
}

function serve(app: FastifyInstance, context: VdirContext, { path, page, submit }: AdminRoute): void {
  if (page !== undefined) {
    app.get(path, (request, reply) => forAdministrators(request, reply, context, (call) => sendHtml(reply, page(call))))
  }
  if (submit === undefined) return
  app.post(path, (request, reply) =>
    forAdministrators(request, reply, context, (call) => submitted(request, reply, call, submit)),
  )
}

/** Does what a form says, once its canary has been found right. */
async function submitted(
  request: FastifyRequest,
  reply: FastifyReply,
  call: EcpCall,
  submit: NonNullable<AdminRoute['submit']>,
): Promise<FastifyReply> {
  const form = await readForm(request)
  if (form === undefined) return problem(reply, call, 415, 'This is not the form of a page.')
  if (!isCanary(call.user, form.get('canary'), canaryCookie(request))) {
    return problem(reply, call, 403, 'The form does not come from a page of yours. Open the page anew and try again.')
  }
  const outcome = submit(call, form)
  return outcome instanceof Markup ? sendHtml(reply, outcome) : redirect(request, reply, call.context, outcome)
}

function forAdministrators(
  request: FastifyRequest,
  reply: FastifyReply,
  context: VdirContext,
  work: (call: EcpCall) => unknown,
): Promise<unknown> {
  return within(request, reply, context, (call) => {
    if (call.user.administrator) return work(call)
    return problem(reply, call, 403, 'You are not a member of Organization Management.')
  })
}

/** Does something for the user who is logged on. */
async function within(
  request: FastifyRequest,
  reply: FastifyReply,
  context: VdirContext,
  work: (call: EcpCall) => unknown,
): Promise<unknown> {
  const user = context.identityOf(request)
  if (user === undefined) return reply.code(401).send()
  const canary = canaryFor(user, canaryCookie(request))
  if (canary !== canaryCookie(request)) {
    setHeaders(reply, { 'Set-Cookie': `msExchEcpCanary=${canary}; path=/ecp; secure; HttpOnly` })
  }
  const call: EcpCall = {
    context,
    user,
    canary,
    query: new URLSearchParams(request.url.split('?')[1] ?? ''),
    afterAnswer: (work) => afterAnswer(request.headers[frontEndRequestId]?.toString(), work),
  }
  try {
    return await work(call)
  } catch (error) {
    if (error instanceof EcpNotFound) return problem(reply, call, 404, error.message)
    throw error
  }
}

function redirect(request: FastifyRequest, reply: FastifyReply, context: VdirContext, path: string): FastifyReply {
  return setHeaders(reply, { 'Cache-Control': 'no-cache' }).redirect(
    `https://${context.originOf(request).host}${path}`,
    302,
  )
}

function problem(reply: FastifyReply, call: EcpCall, status: number, text: string): FastifyReply {
  const content = markup`<h1>${status === 403 ? 'access denied' : 'something went wrong'}</h1><p class="alert" role="alert">${text}</p>`
  return sendHtml(reply, ecpPage(call, { title: 'error', tab: 'options', content }), status)
}

function isJson(request: FastifyRequest): boolean {
  try {
    JSON.parse(bodyOf(request).toString('utf8') || '{}')
    return true
  } catch {
    return false
  }
}

const canaryCookie = ({ headers }: FastifyRequest): string | undefined =>
  readCookies(headers.cookie).get('msexchecpcanary')
