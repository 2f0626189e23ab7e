// The message within an attachment of a series that says what differs at one occurrence ([MS-OXOCAL] 2.2.10.2).

import type { Item } from '../../mailbox/item.ts'
import type { ExceptionChange } from '../../mailbox/mapi/exception-message.ts'
import type { PropertyNames } from '../properties/names.ts'
import type { LogonObject } from './logon.ts'
import { OpenMessage } from './open-message.ts'

export class EmbeddedMessage extends OpenMessage {
  readonly kind = 'embedded'
  readonly #keep: (change: ExceptionChange) => void

  /**
   * @param item the occurrence; undefined for a new message
   * @param keep takes what the client has changed, once it saves that
   */
  constructor(
    logon: LogonObject,
    folder: number,
    names: PropertyNames,
    item: Item | undefined,
    keep: (change: ExceptionChange) => void,
  ) {
    super(logon, folder, names, item)
    this.#keep = keep
  }

  /** The changes go into the attachment, which is still to be saved itself. @param now milliseconds since 1970 */
  save(now: number): void {
    const pending = this.pending()
    this.#keep((occurrence) => this.applied(occurrence, now, pending).item)
  }
}
