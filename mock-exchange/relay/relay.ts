// The front end's HttpProxy module: a request that is logged on goes to the Back End site of the server that holds the
// user's mailbox, or that the request names, and nothing is held back on the way, in either direction. RPC_IN_DATA drips into its 1 GiB for hours.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createProxyServer } from 'http-proxy'
import type { Clock } from '../../base/clock.ts'
import { failureCause } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import type { VdirName } from '../../topology/schema/exchange.ts'
import type { Arrival } from '../iis/http-server/server.ts'
import type { RequestLog } from '../iis/log.ts'
import { sendEmpty } from '../iis/pages.ts'
import type { ExchangeSetup } from '../types.ts'
import { createAccessToken } from './access-token.ts'
import { BackEndAgent } from './back-end-agent.ts'
import { backEndCookie } from './back-end-cookie.ts'
import { copyAnswerHeaders, relayHeaders, stripRequest } from './headers.ts'
import { affinityCookie, preferredServer, wantsAffinity } from './server-affinity.ts'

export interface Relay extends Disposable {
  /**
   * Sends a request on and its answer back.
   * @param target the request target as the client wrote it
   * @param named the mailbox server that the request names; else the one of the user's mailbox
   */
  forward(arrival: Arrival, user: UserPlan | undefined, target: string, vdir: VdirName, named?: string): void
}

export function createRelay(setup: ExchangeSetup, clock: Clock, log: RequestLog): Relay {
  const { plan, mailboxServers, link } = setup
  const agents = new Map([...mailboxServers].map(([host, server]) => [host, new BackEndAgent(server, link)]))
  const proxy = createProxyServer()
  const cookies = new WeakMap<IncomingMessage, readonly string[]>()

  proxy.on('proxyReq', (onward, _request, response) => {
    // An answer that is over before the request is: the rest will never be read.
    response.once('close', () => {
      if (!onward.writableFinished) onward.destroy()
    })
  })
  proxy.on('proxyRes', (answer, request, response) => {
    sendBack(answer, response, cookies.get(request) ?? [])
    answer.once('close', () => {
      if (answer.complete || response.destroyed) return
      Object.assign(log.notesOf(request), { cause: 'truncated', detail: 'the Back End broke off its answer' })
      response.destroy()
    })
  })

  const refuse = (arrival: Arrival, error: unknown, where: string): void => {
    const { request, response } = arrival
    const notes = log.notesOf(request)
    notes.cause ??= failureCause(error)
    notes.detail ??= `the front end could not relay to ${where}: ${messageOf(error)}`
    if (response.headersSent) {
      response.destroy()
      return
    }
    // The status is plausible, not verified. From 2016 on an X-FailureContext would say where it failed.
    sendEmpty(response, 503)
  }

  /** The user's mailbox server; for nobody's requests this server itself, or any. */
  const serverOf = (user: UserPlan | undefined): string => {
    if (user?.server !== undefined) return user.server
    return mailboxServers.has(plan.host) ? plan.host : (mailboxServers.keys().next().value ?? '')
  }

  return {
    forward(arrival, user, target, vdir, named) {
      const host = named ?? preferredServer(arrival.request, mailboxServers) ?? serverOf(user)
      const server = mailboxServers.get(host)
      const agent = agents.get(host)
      if (server === undefined || agent === undefined) {
        refuse(arrival, new Error('there is no such mailbox server'), host)
        return
      }
      const { request, response } = arrival
      const authority = `${server.fqdn}:${server.endpoint.port}`
      const { method = 'GET' } = request
      request.url = target
      // http-proxy declares DELETE and OPTIONS empty whatever body they have; going by the true method, it does not.
      if (method === 'DELETE' || method === 'OPTIONS') request.method = 'POST'
      const headers = relayHeaders(arrival, plan.fqdn, createAccessToken(user, server.fqdn), authority)
      stripRequest(arrival)
      const cookie = backEndCookie({ cookies: request.headers.cookie, user, vdir, now: clock.now() })
      const affinity = wantsAffinity(request) ? [affinityCookie(server.fqdn)] : []
      cookies.set(request, [...(cookie === undefined ? [] : [cookie]), ...affinity])
      response.setHeader('X-CalculatedBETarget', server.fqdn)
      proxy.web(
        request,
        response,
        { target: `https://${authority}`, agent, headers, method, selfHandleResponse: true },
        (error) => refuse(arrival, error, authority),
      )
    },
    [Symbol.dispose]() {
      for (const agent of agents.values()) agent.destroy()
    },
  }
}

/** @param cookie the front end's own, beside those of the Back End */
function sendBack(answer: IncomingMessage, response: ServerResponse, cookies: readonly string[]): void {
  if (response.headersSent || response.destroyed) return
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    pairs.push([answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? ''])
  }
  for (const cookie of cookies) pairs.push(['Set-Cookie', cookie])
  copyAnswerHeaders(pairs, response)
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage)
  // The client must see the head now, not with the first bytes of a body that may be minutes away; with those that came
  // together with it, though, it makes one packet.
  response.cork()
  process.nextTick(() => response.uncork())
  response.flushHeaders()
  answer.pipe(response)
}
