// What HTTP.sys and IIS do with a request before Exchange's own code sees it, in their order:
//
//   log ──▶ path (400) ──▶ no length (411) ──▶ pool stopped? (503)                                  HTTP.sys
//       ──▶ SSL required? (403.4) ──▶ too long? (404.13, 404.14, 404.15, 400) ──▶ the application    IIS
//
// healthcheck.htm is part of the application, so a probe over plain HTTP gets 403 as well (reference 1.4).

import type { IncomingMessage } from 'node:http'
import type { AppPools } from './app-pools.ts'
import type { Arrival } from './http-server/server.ts'
import { sendSystemPage } from './http-sys-pages.ts'
import { tooLong } from './limits.ts'
import type { RequestLog } from './log.ts'
import { sendEmpty, sendPage } from './pages.ts'
import { matchedPath, vdirOf } from './paths.ts'

export interface SiteRules {
  readonly log: RequestLog
  readonly pools: AppPools
  /** Pool that serves a path (lower case, no query). */
  poolOf(path: string): string
  requiresSsl(path: string): boolean
  /** What a plain request gets where SSL is required: nothing, or IIS's page (reference exchange-protocols.md 1.5). */
  readonly forbidden: 'empty' | 'page'
  /** Headers of every answer of the application. */
  headers(request: IncomingMessage): Readonly<Record<string, string>>
  readonly application: (arrival: Arrival, path: string) => void
}

/** A site without its sockets. */
export interface Site extends AsyncDisposable {
  readonly handler: (arrival: Arrival) => void
}

/** Windows Server 2012 R2. */
const iis = 'Microsoft-IIS/8.5'

/** The handler of a site's HTTP servers. */
export function siteHandler(rules: SiteRules): (arrival: Arrival) => void {
  return (arrival) => {
    const { request, response, connection } = arrival
    const notes = rules.log.begin(arrival)

    const path = matchedPath(request.url ?? '')
    if (path === undefined) return sendSystemPage(response, 'invalidUrl')
    if (lacksLength(arrival)) return sendSystemPage(response, 'lengthRequired')

    const pool = rules.poolOf(path)
    if (rules.pools.isStopped(pool)) {
      notes.detail = `the application pool ${pool} is stopped`
      return sendSystemPage(response, 'unavailable')
    }

    response.setHeader('Server', iis)
    if (connection.scheme === 'http' && rules.requiresSsl(path)) {
      notes.subStatus = 4
      notes.detail = 'SSL is required there (Require SSL), and the request came over plain HTTP'
      return rules.forbidden === 'empty' ? sendEmpty(response, 403) : sendPage(response, 'forbidden')
    }

    const limit = tooLong(request.url ?? '', Number(request.headers['content-length'] ?? 0), vdirOf(path))
    if (limit !== undefined) {
      const { status, ...why } = limit
      Object.assign(notes, why)
      return sendPage(response, status === 404 ? 'notFound' : 'badRequest')
    }

    const worker = rules.pools.signalOf(pool)
    const end = (): void => {
      if (response.writableEnded) return
      notes.cause = 'reset'
      notes.detail = `the application pool ${pool} was recycled while it held the request`
      response.destroy()
    }
    worker.addEventListener('abort', end, { once: true })
    response.once('close', () => worker.removeEventListener('abort', end))

    for (const [name, value] of Object.entries(rules.headers(request))) response.setHeader(name, value)
    rules.application(arrival, path)
  }
}

/** A POST or PUT must say how long its body is, even if it has none (RFC 9110 section 15.5.12). */
function lacksLength({ head, request }: Arrival): boolean {
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers
  return (head.method === 'POST' || head.method === 'PUT') && length === undefined && coding === undefined
}
