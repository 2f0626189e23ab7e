// A client action: one thing that a real client does, from its first packet to its own verdict.

import type * as z from 'zod'
import type { CertificateSeen } from '../base/certificate-seen.ts'
import type { FailureCause } from '../base/failure-cause.ts'
import type { HopRecord } from '../base/trace.ts'
import type { VantagePoint } from '../base/vantage-point.ts'
import type { HttpSession } from './http/index.ts'

/** A user of the topology, as its clients know it. */
export interface Credentials {
  readonly user: string
  readonly domain: string
  readonly password: string
  readonly mailbox: string
  readonly mailboxGuid: string
}

/** The world of one running action. */
export interface ActionContext {
  readonly from: VantagePoint
  /** Whom the client logs on as; undefined for an anonymous action. */
  readonly as: Credentials | undefined
  readonly signal: AbortSignal
  /** Told of every HTTP request as the client saw it, failed ones too. */
  readonly record: (hop: HopRecord) => void
  /** Kept once a server holds the request of this `client-request-id`; to be asked when it was sent. */
  readonly whenHeld: (requestId: string) => Promise<void>
  /** Told as soon as a long-held action has been taken up by the server (Ping held, channel open). */
  readonly established: () => void
  /** Connections, cookies and log-on kept from an earlier action of the same client; a new one when absent. Not closed. */
  readonly session?: HttpSession | undefined
}

/** How an action ended. `facts` are what expectations can look at, and what `expect.facts` of a scenario names. */
export interface ActionResult {
  readonly ok: boolean
  /** One sentence: what came of it, in the words of an admin. */
  readonly summary: string
  /** HTTP status of the last answer. */
  readonly status: number | undefined
  readonly cause: FailureCause | undefined
  readonly facts: Readonly<Record<string, string | number | boolean>>
  readonly certificate: CertificateSeen | undefined
  /** `client-request-id` of every request, in order; the trace is looked up by the last. */
  readonly requestIds: readonly string[]
}

/** One client action: a file of its own in `clients/`, and one line in `clients/index.ts`. */
export interface ClientAction<Options extends z.ZodType = z.ZodType> {
  /** `<client>.<action>`: `owa.logon`, `activesync.ping`. */
  readonly name: string
  /** One line for `docs/` and for editors. */
  readonly about: string
  readonly options: Options
  run(context: ActionContext, options: z.output<Options>): Promise<ActionResult>
}
