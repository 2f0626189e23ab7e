// A fastify application behind our own HTTP server, with the path matching of IIS.

import type { IncomingMessage, ServerResponse } from 'node:http'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { messageOf } from '../../base/message-of.ts'
import type { Arrival } from './http-server/server.ts'
import type { LogNotes, RequestLog } from './log.ts'
import { sendEmpty, sendPage } from './pages.ts'
import { RouteMethods } from './route-methods.ts'

/** Methods that fastify can route; addHttpMethod takes no others than those of Node's own parser. */
const routable = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'TRACE'])

/** Largest body that a module may parse: EWS's limit of 64 MB (reference exchange-protocols.md 1.3). Streams have none. */
const bodyLimit = 67_108_864

type Otherwise = (request: FastifyRequest, reply: FastifyReply) => void

export interface WebApp extends AsyncDisposable {
  readonly app: FastifyInstance
  /** Serves a request under its matched path; valid once `app.ready()` is over. */
  route(arrival: Arrival, path: string): void
  arrivalOf(request: FastifyRequest): Arrival
  /** The path as matched: lower case, decoded, without query. */
  pathOf(request: FastifyRequest): string
}

/**
 * An application without routes. What throws is a 500 with the cause in the log.
 * @param otherwise answers what no route takes; a 404 when absent, or a 405 where routes take other methods only
 */
export function createWebApp(log: RequestLog, otherwise?: Otherwise): WebApp {
  const underWay = new WeakMap<IncomingMessage, { readonly arrival: Arrival; readonly path: string }>()

  const app = fastify({
    bodyLimit,
    routerOptions: { maxParamLength: 16_384 },
    rewriteUrl(raw) {
      const { path = '/' } = underWay.get(raw) ?? {}
      if (!routable.has(raw.method ?? '')) raw.method = 'POST'
      const query = (raw.url ?? '').indexOf('?')
      const encoded = encodeURI(path).replace(/[?#]/g, encodeURIComponent)
      return query < 0 ? encoded : encoded + (raw.url ?? '').slice(query)
    },
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', (request, _reply, done) => {
    request.raw.method = entryOf(request).arrival.head.method
    done()
  })
  const methods = new RouteMethods()
  app.addHook('onRoute', ({ method, url }) => methods.add(url, [method].flat()))
  app.setNotFoundHandler(otherwise ?? notFound)
  app.setErrorHandler((error, request, reply) => {
    reply.hijack()
    if (Reflect.get(Object(error), 'code') === 'FST_ERR_CTP_BODY_TOO_LARGE') return sendEmpty(reply.raw, 413)
    answerInternalError(log.notesOf(request.raw), reply.raw, error)
  })

  function notFound(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack()
    const { path, arrival } = entryOf(request)
    const allowed = methods.of(path)
    const other = allowed.length > 0 && !allowed.includes(arrival.head.method)
    log.notesOf(request.raw).subStatus = 0
    if (other) reply.raw.setHeader('Allow', allowed.join(', '))
    sendPage(reply.raw, other ? 'methodNotAllowed' : 'notFound')
  }

  const entryOf = (request: FastifyRequest): { readonly arrival: Arrival; readonly path: string } => {
    const entry = underWay.get(request.raw)
    if (entry === undefined) throw new TypeError('the request did not come through route()')
    return entry
  }

  return {
    app,
    route(arrival, path) {
      underWay.set(arrival.request, { arrival, path })
      app.routing(arrival.request, arrival.response)
    },
    arrivalOf: (request) => entryOf(request).arrival,
    pathOf: (request) => entryOf(request).path,
    [Symbol.asyncDispose]: () => app.close(),
  }
}

/** A 500 for what an application threw, with the cause in the log. */
export function answerInternalError(notes: LogNotes, response: ServerResponse, error: unknown): void {
  notes.cause = 'internal'
  notes.detail = messageOf(error)
  if (response.headersSent) response.destroy()
  else sendPage(response, 'internalError')
}
