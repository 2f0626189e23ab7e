// An EWS operation is one file in `operations/` that exports one `EwsOperation`, and one line in `operations/index.ts`.

import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { MailboxStore } from '../../mailbox/store.ts'
import { childOf, type Element } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { EwsError, schemaFault } from './errors.ts'

/** Who calls, and what can be reached. */
export interface EwsCall {
  readonly store: MailboxStore
  /** Mailbox of the caller; undefined for a user without one. */
  readonly mailbox: Mailbox | undefined
  readonly now: number
}

export interface EwsOperation {
  /** Local name of the request's element, such as GetFolder. */
  readonly name: string
  /**
   * The response messages, in order.
   * @throws EwsFault to refuse the whole.
   */
  run(request: Element, call: EwsCall): readonly ResponseMessage[]
}

export interface ResponseMessage {
  readonly responseClass: 'Success' | 'Warning' | 'Error'
  readonly code: string
  readonly text?: string
  /** What follows ResponseCode and DescriptiveLinkKey. */
  readonly payload: Markup
}

/** A part that was done. */
function success(payload: Markup): ResponseMessage {
  return { responseClass: 'Success', code: 'NoError', payload }
}

/**
 * Does one part of a request; an `EwsError` of it becomes its error message, while the other parts go on. `empty` is
 * the payload that the operation sends along with an error, such as an empty `m:Folders`.
 */
export function attempt(work: () => Markup, empty: Markup = markup``): ResponseMessage {
  try {
    return success(work())
  } catch (error) {
    if (!(error instanceof EwsError)) throw error
    return { responseClass: 'Error', code: error.code, text: error.message, payload: empty }
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
