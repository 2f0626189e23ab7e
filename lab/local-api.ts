// What the HTTP APIs for programs of this machine have in common: the lab's control API, and the admin endpoint of an edge.

import fastify, { type FastifyInstance } from 'fastify'
import * as z from 'zod'
import { BridgeheadError } from '../base/errors.ts'
import { messageOf } from '../base/message-of.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import { listenFailure } from './listen.ts'

/** An API without routes yet. */
export interface LocalApi {
  readonly app: FastifyInstance
  /** The routes so far, for its index: `GET /state`. */
  readonly routes: readonly string[]
}

/** Makes an API that answers in JSON, also when something is wrong: 400 for a value, 404 for a name. `what` names it. */
export function createLocalApi(what: string): LocalApi {
  const app = fastify({ forceCloseConnections: true })
  refuseOtherOrigins(app, what)
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof z.ZodError) return reply.code(400).send({ message: z.prettifyError(error) })
    if (error instanceof BridgeheadError) return reply.code(404).send({ code: error.code, message: error.message })
    if (error instanceof Error && Reflect.get(error, 'code') === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
      return reply.code(415).send({ message: 'Send the body as JSON, with Content-Type: application/json.' })
    }
    // What fastify itself refuses, such as a body that is no JSON, brings its status along.
    const status = error instanceof Error ? Number(Reflect.get(error, 'statusCode') ?? 500) : 500
    return reply.code(status).send({ message: messageOf(error) })
  })
  const routes: string[] = []
  app.addHook('onRoute', ({ method, url }) => {
    if (method !== 'HEAD') routes.push(`${method} ${url}`)
  })
  app.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ message: `There is no ${method} ${url}; there is ${routes.join(', ')}.` }),
  )
  return { app, routes }
}

/**
 * Begins to listen; port 0 takes any free one.
 * @returns its URL
 * @throws BH_ERR_PORT_IN_USE, BH_ERR_LISTEN
 */
export async function listenLocally(app: FastifyInstance, { address, port }: Endpoint): Promise<string> {
  try {
    return await app.listen({ host: address, port })
  } catch (error) {
    throw listenFailure(error, address, port)
  }
}

/** A web page in a browser on this machine must not steer it: its requests carry an Origin, or a name as Host. */
function refuseOtherOrigins(app: FastifyInstance, what: string): void {
  app.addHook('onRequest', async (request, reply) => {
    const local = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d+)?$/i.test(request.headers.host ?? '')
    if (local && request.headers.origin === undefined) return
    return reply.code(403).send({ message: `${what} answers to programs on this machine only, not to web pages.` })
  })
}
