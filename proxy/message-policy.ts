import { randomBytes } from 'node:crypto'
import type { EdgePlan } from '../topology/edge-plan.ts'

/** What an edge does with the messages that pass it. The same object as long as its plan is in effect. */
export interface MessagePolicy {
  readonly trace: boolean
  /** The name of the edge in Via; undefined: it says none. */
  readonly via: string | undefined
  /** A name that no other edge has; it lasts from start to end. */
  readonly ownName: string
  /** Fields to take out of answers, in lower case. */
  readonly hidden: ReadonlySet<string>
  readonly underscores: EdgePlan['underscores']
}

/** The edge's member of Via on a message that came in this minor version of HTTP/1 (RFC 9110 section 7.6.3). */
export function viaOf({ via }: Pick<MessagePolicy, 'via'>, minorVersion: 0 | 1): string | undefined {
  return via === undefined ? undefined : `1.${minorVersion} ${via}`
}

/** What it does with the fields of an answer that came in this minor version of HTTP/1. */
export function answerFields(
  messages: Pick<MessagePolicy, 'hidden' | 'via'>,
  minorVersion: 0 | 1,
): { readonly hidden: ReadonlySet<string>; readonly via: string | undefined } {
  return { hidden: messages.hidden, via: viaOf(messages, minorVersion) }
}

/** @param previous what the plan before this one said */
export function messagePolicy(plan: EdgePlan, previous?: MessagePolicy): MessagePolicy {
  const ownName = previous?.ownName ?? `bridgehead-${randomBytes(6).toString('hex')}`
  return {
    trace: plan.trace,
    via: plan.via === 'off' ? undefined : plan.via === 'on' ? ownName : plan.via,
    ownName,
    hidden: new Set(plan.hide.map((name) => name.toLowerCase())),
    underscores: plan.underscores,
  }
}
