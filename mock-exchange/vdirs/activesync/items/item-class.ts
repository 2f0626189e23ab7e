// A class of items is one file of this folder that exports one `ItemClass`, and one line in `items/index.ts`.

import type { WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Item, ItemContent } from '../../../mailbox/item.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import type { SyncOptions } from '../sync/options.ts'

/** How an item is to be written. */
export interface WriteSetup {
  /** Where it lies. */
  readonly mailbox: Mailbox
  readonly options: SyncOptions
  /** Protocol version times ten. */
  readonly version: number
  /** The device's id of the item. */
  readonly serverId: string
}

export interface ItemClass {
  /** AirSync's Class. */
  readonly name: 'Email' | 'Calendar' | 'Contacts' | 'Tasks' | 'Notes'
  /** PidTagContainerClass of its folders. */
  readonly containerClass: string
  readonly kind: Item['kind']
  /** The members of ApplicationData. */
  write(item: Item, setup: WriteSetup): Promise<WbxmlElement[]>
  /** What a device adds; undefined when it cannot be, or when the class takes none from devices. */
  readNew(data: WbxmlElement, mailbox: Mailbox): ItemContent | undefined
  /** Applies what a device changed; undefined when it cannot be read. @throws MailboxError */
  change(mailbox: Mailbox, item: Item, data: WbxmlElement): Item | undefined
}
