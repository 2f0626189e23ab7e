// A virtual directory is one file that exports one `VdirModule`, and one line in `vdirs/index.ts`.
//
//   client ──▶ Default Web Site (front end: SSL requirement, log-on, relay) ──▶ Exchange Back End (the protocol itself)

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../base/clock.ts'
import type { Dial } from '../../base/vantage-point.ts'
import type { ActiveSyncPlan, ExchangePlan, OrganisationPlan, UserPlan, VdirPlan } from '../../topology/lab-plan.ts'
import type { AuthenticationMethod, VdirName } from '../../topology/schema/exchange.ts'

/** What a protocol may ask of the server that it runs on. */
export interface VdirContext {
  readonly plan: ExchangePlan
  readonly clock: Clock
  readonly users: readonly UserPlan[]
  readonly domain: string
  readonly netbios: string
  /** All servers with the mailbox role: the topology's name and the full one. */
  readonly servers: readonly { readonly host: string; readonly fqdn: string }[]
  readonly organisation: OrganisationPlan
  /** Settings of the organisation at the start; the defaults of Exchange when absent. */
  readonly activeSync?: ActiveSyncPlan | undefined
  /** The network as the server sees it. */
  readonly dial: Dial
  /** PEM of the authorities that the server trusts when it is a TLS client itself. */
  readonly trust: readonly string[]
  /** Settings of a vdir of the Default Web Site as they are in effect now, not as last set. */
  settings(vdir: VdirName): VdirPlan
  outlookAnywhere(): ExchangePlan['outlookAnywhere']
  /** Who is logged on; undefined for an anonymous request. On the back end it is what the front end vouches for. */
  identityOf(request: FastifyRequest): UserPlan | undefined
  /** Scheme and host (with port when not the default) that the client used towards the front end. */
  originOf(request: FastifyRequest): { readonly scheme: 'http' | 'https'; readonly host: string }
  /** Aborted when the server stops or the vdir's pool is recycled; held requests end then. */
  signalOf(vdir: VdirName): AbortSignal
  /** To be told when the server holds a request open until something happens. */
  noteHeld(request: FastifyRequest): void
  /** Key pair of the Default Web Site; OWA's cookies are encrypted with it. */
  readonly frontEndKey: () => { readonly certificate: string; readonly privateKey: string }
}

/**
 * What a vdir's own way to log on makes of a request: a user (from a cookie, a ticket) with cookies to set on the answer,
 * or where to send the client instead (the logon page), or a bare status; with the names of the cookies to expire.
 */
export type LogOn =
  | { readonly user: UserPlan; readonly setCookies?: readonly string[] }
  | { readonly redirect: string; readonly clear?: readonly string[] }
  | { readonly status: number; readonly reason: string; readonly clear: readonly string[] }

/**
 * The front end asks, in this order, for every request of the vdir: SSL required? (403.4) · healthcheck.htm? (anonymous) ·
 * a route of `frontEnd`? (anonymous, the module answers) · `isPublic`? (relayed anonymously) · credentials in
 * `Authorization`? (Basic, NTLM, Negotiate) · `logOn`, when `forms` is in effect for the vdir · 401 with the challenges
 * that `offers` leaves · `refuse` · relay to the back end.
 *
 * Methods that fastify cannot route (RPC_IN_DATA, RDG_OUT_DATA, PROPFIND …) are routed as POST; `request.method` in
 * handlers and hooks is the one of the wire.
 *
 * Bodies: no content-type parser reads anything. `request.body` and `request.raw` are the unread stream, unless the
 * module adds parsers (`app.removeAllContentTypeParsers()` first), which stay its own: each module has its own scope.
 */
export interface VdirModule {
  readonly name: VdirName
  /**
   * Log-on with the vdir's own means, while `forms` is in effect and no `Authorization` header came. `undefined` leaves
   * the request to the 401 challenges.
   */
  logOn?(request: FastifyRequest, context: VdirContext): LogOn | undefined
  /**
   * Whether the resource is public although the vdir asks for a log-on (`/owa/auth/…` images, federation metadata). The
   * path is in lower case, without query; with it come the ways to log on that are in effect for the vdir.
   */
  isPublic?(path: string, inEffect: readonly AuthenticationMethod[]): boolean
  /**
   * Which of the ways to log on that are in effect for the vdir are offered at a path of it (lower case, no query):
   * MRSProxy takes Windows authentication only, whatever EWS offers. All of them when absent.
   */
  offers?(path: string, inEffect: readonly AuthenticationMethod[]): readonly AuthenticationMethod[]
  /**
   * Asked once the client is logged on, before the relay: what this front end refuses itself, by its own settings and
   * by how the client came to it (MRSProxy disabled here, or reached without TLS). `undefined` relays.
   */
  refuse?(
    request: FastifyRequest,
    context: VdirContext,
  ): { readonly status: number; readonly body?: string } | undefined
  /**
   * The host (of the topology) whose Back End site a request is relayed to, where the request itself names it: Outlook
   * Anywhere's query does. `undefined` leaves it to the user's mailbox.
   */
  backEndOf?(request: FastifyRequest, context: VdirContext): string | undefined
  /**
   * Headers that every answer of the front end carries at a path of the vdir (lower case, no query), the 401 too:
   * Autodiscover's `X-SOAP-Enabled`.
   */
  answerHeaders?(path: string): Readonly<Record<string, string>>
  /**
   * Routes that the front end answers itself, before it relays (OWA's logon pages). Paths are given in lower case and
   * from the root (`/owa/auth.owa`); IIS's case-insensitivity is the site's business.
   */
  frontEnd?(app: FastifyInstance, context: VdirContext): void
  /**
   * The protocol: routes of the Exchange Back End site, same rules for paths. Called with the first request of the vdir; a
   * large protocol loads its code then, so that a lab pays for those only that it uses.
   */
  backEnd(app: FastifyInstance, context: VdirContext): void | Promise<void>
}
