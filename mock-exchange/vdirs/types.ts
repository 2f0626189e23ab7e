// A virtual directory is one file that exports one `VdirModule`, and one line in `vdirs/index.ts`.
//
//   client ──▶ Default Web Site (front end: SSL requirement, log-on, relay) ──▶ Exchange Back End (the protocol itself)

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../base/clock.ts'
import type { ExchangePlan, UserPlan, VdirPlan } from '../../topology/lab-plan.ts'
import type { VdirName } from '../../topology/schema/exchange.ts'

/** What a protocol may ask of the server that it runs on. */
export interface VdirContext {
  readonly plan: ExchangePlan
  readonly clock: Clock
  readonly users: readonly UserPlan[]
  readonly domain: string
  readonly netbios: string
  /** Settings of a vdir of the Default Web Site as they are in effect now, not as last set. */
  settings(vdir: VdirName): VdirPlan
  outlookAnywhere(): ExchangePlan['outlookAnywhere']
  /** Who is logged on; undefined for an anonymous request. On the back end it is what the front end vouches for. */
  identityOf(request: FastifyRequest): UserPlan | undefined
  /** Scheme and host (with port when not the default) that the client used towards the front end. */
  originOf(request: FastifyRequest): { readonly scheme: 'http' | 'https'; readonly host: string }
  /** Aborted when the server stops or the vdir's pool is recycled; held requests end then. */
  signalOf(vdir: VdirName): AbortSignal
  /** Key pair of the Default Web Site; OWA's cookies are encrypted with it. */
  readonly frontEndKey: () => { readonly certificate: string; readonly privateKey: string }
}

export interface VdirModule {
  readonly name: VdirName
  /**
   * Routes that the front end answers itself, before it relays (OWA's logon pages). Paths are given in lower case and
   * from the root (`/owa/auth.owa`); IIS's case-insensitivity is the site's business.
   */
  frontEnd?(app: FastifyInstance, context: VdirContext): void
  /** The protocol: routes of the Exchange Back End site, same rules for paths. */
  backEnd(app: FastifyInstance, context: VdirContext): void
}
