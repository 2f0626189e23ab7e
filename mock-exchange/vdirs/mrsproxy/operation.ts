// An operation of MRSProxy is one file in `operations/` that exports one function, and one line in `operations/index.ts`.

import { mrsNamespace } from '../../../protocols/mrs/index.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { MailboxStore } from '../../mailbox/store.ts'
import { childOf, type Element, textOf } from '../../xml/document.ts'
import type { Markup } from '../../xml/markup.ts'
import type { VdirContext } from '../types.ts'
import { MrsFault } from './errors.ts'
import type { MrsSession, MrsSessions } from './sessions.ts'

/** Who calls, and what can be reached. */
export interface MrsCall {
  readonly context: VdirContext
  readonly caller: UserPlan
  readonly store: MailboxStore
  readonly sessions: MrsSessions
}

/** Carries an operation out; gives what stands in the answer's element. @throws MrsFault */
export type MrsHandler = (request: Element, call: MrsCall) => Markup

/** The text of a part of the request; undefined without it. */
export function partOf(request: Element, name: string): string | undefined {
  return textOf(childOf(request, mrsNamespace, name))
}

/** The same for a part that must be there. @throws MrsFault InvalidRequest */
export function requiredPart(request: Element, name: string): string {
  const part = partOf(request, name)
  if (part === undefined) throw new MrsFault('InvalidRequest', `The request says no ${name}.`)
  return part
}

/** A whole number of the request. @throws MrsFault InvalidRequest */
export function numberPart(request: Element, name: string, standard: number): number {
  const text = partOf(request, name)
  if (text === undefined) return standard
  if (!/^\d{1,9}$/.test(text)) throw new MrsFault('InvalidRequest', `${name} is ${text}, which is no whole number.`)
  return Number(text)
}

/** The session that a request names. @throws MrsFault SessionNotFoundTransient, InvalidRequest */
export function sessionOf(request: Element, { sessions, caller }: MrsCall, role: MrsSession['role']): MrsSession {
  const session = sessions.use(requiredPart(request, 'SessionId'), caller)
  if (session.role === role) return session
  throw new MrsFault('InvalidRequest', `The mailbox was opened as ${session.role} of the move, not as its ${role}.`)
}
