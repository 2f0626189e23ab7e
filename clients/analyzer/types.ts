// What the connectivity analyzer finds: a tree of steps, each with its result, time, details, and what to do when it failed.

import type { HopRecord } from '../../base/trace.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import type { AuthenticationScheme } from '../http/index.ts'
import type { Credentials } from '../types.ts'
import type { ProbeCause } from './advice.ts'

/** What came of a step: `warning` works with a flaw, `skipped` was not tried, with a reason. */
export type StepResult = 'passed' | 'warning' | 'failed' | 'skipped'

/** Something that is wrong, in one sentence; the advice follows from the cause. */
export interface Finding {
  readonly cause: ProbeCause
  readonly sentence: string
  /** What to do about it, in an admin's words. */
  readonly advice: string
}

/** One step of a probe and those below it. */
export interface StepReport {
  readonly title: string
  readonly result: StepResult
  /** A way that was tried and did not work, while another may: it does not count against the step above. */
  readonly alternative: boolean
  readonly milliseconds: number
  /** What was seen, in one sentence; empty when the title says it all. */
  readonly summary: string
  readonly details: readonly { readonly name: string; readonly value: string }[]
  readonly findings: readonly Finding[]
  readonly steps: readonly StepReport[]
}

/** A whole probe; the JSON of `bridgehead probe --format json`, a contract (`schema` counts its versions). */
export interface ProbeReport {
  readonly schema: 1
  readonly probe: string
  /** What was probed, as the user named it. */
  readonly target: string
  readonly from: string
  /** `CONTOSO\alice`; absent without credentials. */
  readonly account?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly milliseconds: number
  readonly result: StepResult
  readonly root: StepReport
}

/** Told as the steps begin and end, for whoever watches. */
export interface ProgressEvent {
  readonly event: 'begin' | 'end'
  /** Titles from the outermost step down. */
  readonly path: readonly string[]
}

/** The world that a probe runs in. */
export interface ProbeWorld {
  readonly from: VantagePoint
  /** The same network seen from the other side; for the DNS probe, where it is known. */
  readonly other?: VantagePoint | undefined
  readonly signal: AbortSignal
  /** Whom the client logs on as; undefined when the probe has no credentials. */
  readonly account: Credentials | undefined
  /** How to log on; each protocol's own way when undefined. */
  readonly auth: AuthenticationScheme | undefined
  /** Milliseconds for one client action. */
  readonly timeout: number
  /** Milliseconds after which a request that the server holds counts as held, where no server says so. */
  readonly hold: number
  /** Told of every request as the client saw it. */
  readonly record: (hop: HopRecord) => void
  /** What every hop saw of a request; in a lab only. */
  readonly trace?: ((requestId: string) => Promise<readonly HopRecord[]>) | undefined
  /** Kept once a server holds a request; in a lab only. */
  readonly whenHeld?: ((requestId: string) => Promise<void>) | undefined
  readonly progress?: ((event: ProgressEvent) => void) | undefined
}

/** What is probed. */
export interface ProbeTarget {
  /** The mailbox's address; Autodiscover and mail begin with it. */
  readonly email: string | undefined
  /** Host name of the service; found by Autodiscover from the address when undefined. */
  readonly host: string | undefined
  /** Domain for mail and DNS: that of the address, or the parent of the host. */
  readonly domain: string
  /** Active Directory domain of the PC; that of the address when absent. */
  readonly directoryDomain?: string | undefined
}
