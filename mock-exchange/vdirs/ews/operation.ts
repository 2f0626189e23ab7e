// What an operation of EWS is, what it is given, and what it answers.

import type { UserPlan } from '../../../topology/lab-plan.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { MailboxStore } from '../../mailbox/store.ts'
import { childOf, type Element } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { HeldCall } from '../held-request.ts'
import type { VdirContext } from '../types.ts'
import { EwsError, schemaFault } from './errors.ts'

/** Who calls, and what can be reached. */
export interface EwsCall {
  /** The server: its clock, the users and domain of the organisation, its version. */
  readonly context: VdirContext
  readonly store: MailboxStore
  /** Local name of the request's element. */
  readonly operation: string
  readonly caller: UserPlan
  /** Mailbox of the caller; undefined for a user without one. */
  readonly mailbox: Mailbox | undefined
  /** Milliseconds since 1970, on the lab's clock. */
  readonly now: number
  /** `Version` of the request's RequestServerVersion; undefined when it has none. */
  readonly requestVersion: string | undefined
  /** For operations that hold the request: when it ends on its own. To be asked for once. */
  hold(): HeldCall
}

/**
 * What an operation answers:
 * - response messages: most operations; they go into `m:<Name>Response/m:ResponseMessages`
 * - one response message: where `m:<Name>Response` is that message itself (GetPasswordExpirationDate)
 * - markup: the content of `m:<Name>Response` where that has a shape of its own (GetUserAvailability)
 * - a stream: response messages as they come about, each list in an envelope of its own, sent at once (GetStreamingEvents)
 */
type EwsAnswer = readonly ResponseMessage[] | ResponseMessage | Markup | AsyncIterable<readonly ResponseMessage[]>

export interface EwsOperation {
  /** Local name of the request's element, such as GetFolder. */
  readonly name: string
  /** Local name of the response's elements without `Response`, where it is another than `name`. */
  readonly answersAs?: string
  /** Local name of the answer's element, where its one response message is in another than `<answersAs>Response`. */
  readonly answersIn?: string
  /**
   * Carries the request out.
   * @throws EwsFault to refuse the whole, before a stream has begun.
   */
  run(request: Element, call: EwsCall): EwsAnswer | Promise<EwsAnswer>
}

export interface ResponseMessage {
  readonly responseClass: 'Success' | 'Warning' | 'Error'
  readonly code: string
  readonly text?: string
  /** What follows ResponseCode and DescriptiveLinkKey. */
  readonly payload: Markup
}

/** A part that was done. */
export function success(payload: Markup): ResponseMessage {
  return { responseClass: 'Success', code: 'NoError', payload }
}

/** A part that was not done; `payload` is what the operation sends along all the same, such as an empty `m:Folders`. */
export function refusal(error: EwsError, payload: Markup = markup``): ResponseMessage {
  return { responseClass: 'Error', code: error.code, text: error.message, payload }
}

/**
 * Does one part of a request; an `EwsError` of it, and a refusal of the store, becomes its error message, while the other
 * parts go on. `empty` is the payload that the operation sends along with an error.
 */
export function attempt(work: () => Markup, empty?: Markup): ResponseMessage {
  try {
    return success(work())
  } catch (error) {
    return refusal(EwsError.of(error), empty)
  }
}

/** `attempt` for work that takes its time. */
export async function attemptLater(work: () => Promise<Markup>, empty?: Markup): Promise<ResponseMessage> {
  try {
    return success(await work())
  } catch (error) {
    return refusal(EwsError.of(error), empty)
  }
}

/**
 * A child element that the schema demands.
 * @throws EwsFault ErrorSchemaValidation
 */
export function requiredChild(parent: Element, namespace: string, name: string): Element {
  const child = childOf(parent, namespace, name)
  if (child !== undefined) return child
  throw schemaFault(
    `The element '${parent.localName}' in namespace '${parent.namespaceURI}' has incomplete content. ` +
      `List of possible elements expected: '${name}' in namespace '${namespace}'.`,
  )
}
