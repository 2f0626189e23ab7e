// What HTTP.sys and IIS do with a request before Exchange's own code sees it, in their order:
//
//   log ──▶ path (400) ──▶ pool stopped? (503) ──▶ SSL required? (403.4) ──▶ too long? (404.13, 400) ──▶ the application
//
// healthcheck.htm is part of the application, so a probe over plain HTTP gets 403 as well (reference 1.4).

import type { AppPools } from './app-pools.ts'
import type { Arrival } from './http-server/server.ts'
import type { RequestLog } from './log.ts'
import { sendEmpty, sendPage } from './pages.ts'
import { matchedPath } from './paths.ts'

export interface SiteRules {
  readonly log: RequestLog
  readonly pools: AppPools
  /** Pool that serves a path (lower case, no query). */
  poolOf(path: string): string
  requiresSsl(path: string): boolean
  /** Longest Content-Length at a path. */
  maxBodyBytes(path: string): number
  /** Why a URL is refused with 400: it is too long. @param url path and query as they came */
  refusesUrl(path: string, url: string): string | undefined
  /** What a plain request gets where SSL is required: nothing, or IIS's page (reference exchange-protocols.md 1.5). */
  readonly forbidden: 'empty' | 'page'
  /** Headers of every answer of the application. */
  headers(): Readonly<Record<string, string>>
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
    if (path === undefined) {
      response.setHeader('Server', 'Microsoft-HTTPAPI/2.0')
      return sendPage(response, 'badRequest')
    }

    const pool = rules.poolOf(path)
    if (rules.pools.isStopped(pool)) {
      notes.detail = `the application pool ${pool} is stopped`
      response.setHeader('Server', 'Microsoft-HTTPAPI/2.0')
      return sendPage(response, 'poolStopped')
    }

    response.setHeader('Server', iis)
    if (connection.scheme === 'http' && rules.requiresSsl(path)) {
      notes.subStatus = 4
      notes.detail = 'SSL is required there (Require SSL), and the request came over plain HTTP'
      return rules.forbidden === 'empty' ? sendEmpty(response, 403) : sendPage(response, 'forbidden')
    }

    if (Number(request.headers['content-length'] ?? 0) > rules.maxBodyBytes(path)) {
      notes.subStatus = 13
      notes.detail = `the body is longer than maxAllowedContentLength, ${rules.maxBodyBytes(path)} bytes`
      return sendPage(response, 'notFound')
    }

    const tooLong = rules.refusesUrl(path, request.url ?? '')
    if (tooLong !== undefined) {
      notes.detail = tooLong
      return sendPage(response, 'badRequest')
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

    for (const [name, value] of Object.entries(rules.headers())) response.setHeader(name, value)
    rules.application(arrival, path)
  }
}
