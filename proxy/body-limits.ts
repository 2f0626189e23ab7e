import type { EdgePlan } from '../topology/edge-plan.ts'

/** What a client may do within the body of a request. */
export interface BodyLimits {
  /** Milliseconds without a byte, before an answer has begun. */
  readonly silence: number
  readonly bytes: number
}

// Outlook Anywhere and RD Gateway announce a body of 1 GiB and then use it as a channel for hours: its length says nothing
// about what will come, and its silence nothing about the client (MS-RPCH 2.1.2.1; reference/exchange-protocols.md section 2.8:
// the client's own pings may be five minutes apart).
const channels = new Set(['RPC_IN_DATA', 'RDG_IN_DATA'])

/** Whether the body of such a request is a channel, to which the limits of a body do not apply. */
export function isChannel(method: string): boolean {
  return channels.has(method)
}

/** The limits of bodies that are no channels. */
export function bodyLimits({ limits, timeouts }: EdgePlan): BodyLimits {
  return { silence: timeouts.body, bytes: limits.bodyBytes ?? Number.POSITIVE_INFINITY }
}

/** The limits of a channel: the silence that the farm allows to every answer that has begun. */
export function channelLimits(idle: number): BodyLimits {
  return { silence: idle, bytes: Number.POSITIVE_INFINITY }
}
