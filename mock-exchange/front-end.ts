// The Default Web Site: everything that clients reach. It logs on, and relays; what it answers itself is little.
//
//   route of a module ──▶ answered (logon pages)
//   /<vdir>/…  public? ─────────────────────────────────┐
//              Authorization, connection, forms cookie ─┴─▶ refuse? ──▶ relay ──▶ Exchange Back End, by a link
//                 └─▶ 401, or 302 to the logon page

import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserPlan } from '../topology/lab-plan.ts'
import type { VdirName } from '../topology/schema/exchange.ts'
import { createAccounts, identityName } from './auth/accounts.ts'
import { logOn } from './auth/log-on.ts'
import { createNtlmHandshakes } from './auth/ntlm-handshake.ts'
import { createWindowsLogOn } from './auth/windows.ts'
import type { ExchangeServer } from './exchange-server.ts'
import { frontEndPools } from './iis/app-pools.ts'
import { createRequestLog } from './iis/log.ts'
import { sendEmpty, sendPage } from './iis/pages.ts'
import { vdirOf } from './iis/paths.ts'
import { sendRedirect, sendStatus } from './iis/redirect.ts'
import { type Site, siteHandler } from './iis/site.ts'
import { createWebApp } from './iis/web-app.ts'
import { originOf } from './relay/headers.ts'
import { createRelay } from './relay/relay.ts'
import { createVdirContext } from './vdir-context.ts'
import type { VdirModule } from './vdirs/types.ts'

/** The Default Web Site of a server, without its sockets. */
export async function createFrontEnd(server: ExchangeServer, modules: readonly VdirModule[]): Promise<Site> {
  const { plan, surroundings, configuration } = server
  const log = createRequestLog('front-end', plan.host, surroundings.record)
  const web = createWebApp(log, (request, reply) => serve(request, reply))
  const relay = createRelay(server.setup, surroundings.clock, log)
  const accounts = createAccounts(surroundings.users, surroundings.domain)
  const names = {
    netbiosComputer: server.netbiosName,
    netbiosDomain: surroundings.netbios,
    dnsComputer: plan.fqdn,
    dnsDomain: surroundings.domain,
  }
  const windows = createWindowsLogOn(createNtlmHandshakes(names, accounts, surroundings.clock.now))
  const moduleOf = new Map(modules.map((module) => [module.name, module]))
  const identities = new WeakMap<FastifyRequest, UserPlan>()
  const context = createVdirContext(server, {
    identityOf: (request) => identities.get(request),
    originOf: (request) => originOf(web.arrivalOf(request), plan.fqdn),
    pools: frontEndPools,
  })

  /** Who sends the request; undefined once it is answered. Anonymous requests to public resources are `{}`. */
  const admit = (
    vdir: VdirName,
    request: FastifyRequest,
    reply: FastifyReply,
  ): { readonly user?: UserPlan } | undefined => {
    const module = moduleOf.get(vdir)
    const path = web.pathOf(request)
    const { authentication: inEffect, extendedProtection: protection } = configuration.settings(vdir)
    if (module?.isPublic?.(path, inEffect)) return {}

    const { authorization, host = '' } = request.headers
    if (authorization === undefined && inEffect.includes('forms')) {
      const outcome = module?.logOn?.(request, context)
      if (outcome !== undefined && 'user' in outcome) {
        if (outcome.setCookies !== undefined) reply.raw.setHeader('Set-Cookie', [...outcome.setCookies])
        return outcome
      }
      if (outcome !== undefined) {
        reply.hijack()
        if ('redirect' in outcome) sendRedirect(reply.raw, outcome.redirect, outcome.clear)
        else sendStatus(reply.raw, outcome.status, outcome.reason, outcome.clear)
        return undefined
      }
    }

    const offered = module?.offers?.(path, inEffect) ?? inEffect
    const { connection } = web.arrivalOf(request)
    const kerberos = vdir === 'PowerShell' && offered.length === 0
    const outcome = logOn({ authorization, connection, offered, kerberos, protection, host }, accounts, windows)
    if (outcome.kind === 'user') {
      for (const [name, value] of Object.entries(outcome.headers)) reply.raw.setHeader(name, value)
      return outcome
    }
    const { subStatus, detail, cause } = outcome
    Object.assign(log.notesOf(request.raw), { subStatus, detail, ...(cause === undefined ? {} : { cause }) })
    reply.hijack()
    reply.raw.setHeader('Cache-Control', 'private')
    if (outcome.challenges.length > 0) reply.raw.setHeader('WWW-Authenticate', [...outcome.challenges])
    sendEmpty(reply.raw, 401)
    return undefined
  }

  /** What no module answers itself. */
  const serve = (request: FastifyRequest, reply: FastifyReply): void => {
    const path = web.pathOf(request)
    const vdir = vdirOf(path)
    if (vdir === undefined) {
      reply.hijack()
      log.notesOf(request.raw).subStatus = 0
      sendPage(reply.raw, 'notFound')
      return
    }
    if (isHealthCheck(path) && (request.method === 'GET' || request.method === 'HEAD')) {
      reply.hijack()
      sendHealth(reply.raw, server.isOffline(vdir) ? undefined : plan.fqdn)
      return
    }

    const admitted = admit(vdir, request, reply)
    if (admitted === undefined) return
    const { user } = admitted
    if (user !== undefined) {
      identities.set(request, user)
      log.notesOf(request.raw).identity = identityName(user)
    }
    const refusal = moduleOf.get(vdir)?.refuse?.(request, context)
    reply.hijack()
    if (refusal !== undefined) {
      reply.raw.statusCode = refusal.status
      reply.raw.end(refusal.body ?? '')
      return
    }
    const named = moduleOf.get(vdir)?.backEndOf?.(request, context)
    relay.forward(web.arrivalOf(request), user, request.originalUrl, vdir, named)
  }

  web.app.addHook('onRequest', (request, reply, done) => {
    const path = web.pathOf(request)
    const vdir = vdirOf(path)
    const headers = vdir === undefined ? undefined : moduleOf.get(vdir)?.answerHeaders?.(path)
    for (const [name, value] of Object.entries(headers ?? {})) reply.raw.setHeader(name, value)
    done()
  })
  web.app.get('/', (request, reply) => {
    reply.hijack()
    // 2013 and later say https whatever the hop (reference exchange-protocols.md 1.6).
    sendRedirect(reply.raw, `https://${originOf(web.arrivalOf(request), plan.fqdn).host}/owa/`)
  })
  for (const module of modules) {
    if (module.frontEnd !== undefined) web.app.register(async (scope) => module.frontEnd?.(scope, context))
  }
  await web.app.ready()

  return {
    handler: siteHandler({
      log,
      pools: server.pools,
      poolOf: (path) => frontEndPools[vdirOf(path) ?? 'owa'],
      requiresSsl(path) {
        const vdir = vdirOf(path)
        // Beside the vdirs there is the root, which says `Ssl, Ssl128`.
        return vdir === undefined || configuration.frontEndRequiresSsl(vdir)
      },
      forbidden: 'empty',
      headers: ({ headers }) => ({
        'request-id': randomUUID(),
        ...echoedRequestId(headers),
        'X-FEServer': server.netbiosName,
        'X-AspNet-Version': '4.0.30319',
        'X-Powered-By': 'ASP.NET',
      }),
      application: web.route,
    }),
    async [Symbol.asyncDispose]() {
      relay[Symbol.dispose]()
      await web[Symbol.asyncDispose]()
    },
  }
}

/** The client's own id of the request, for a client that asks for it ([MS-OXWSCDATA]: return-client-request-id). */
function echoedRequestId(headers: IncomingHttpHeaders): Readonly<Record<string, string>> {
  const id = headers['client-request-id']?.toString()
  const wanted = /^true$/i.test(headers['return-client-request-id']?.toString() ?? '')
  return wanted && id !== undefined ? { 'client-request-id': id } : {}
}

/** `/<vdir>/healthcheck.htm`, which answers without a log-on (reference exchange-protocols.md 1.4). */
function isHealthCheck(path: string): boolean {
  return /^\/[^/]+\/healthcheck\.htm$/.test(path)
}

/** @param fqdn of the server; undefined when the component is offline */
function sendHealth(response: ServerResponse, fqdn: string | undefined): void {
  if (fqdn === undefined) {
    sendEmpty(response, 503)
    return
  }
  response.setHeader('Content-Type', 'text/html')
  response.end(`200 OK<br/>${fqdn}`)
}
