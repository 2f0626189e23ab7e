// Notes ([MS-ASNOTE]): messages of the class IPM.StickyNote, from protocol 14.0 on.

import { tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { type Item, type MessageContent, message } from '../../../mailbox/item.ts'
import { bodyElements } from './body.ts'
import { readBody } from './item-body.ts'
import type { ItemClass, WriteSetup } from './item-class.ts'
import { categoriesElement, readCategories } from './shared-elements.ts'
import { clean, compactDateText } from './values.ts'

const notes = tagsOf('Notes')

async function write(item: Item, { options }: WriteSetup): Promise<WbxmlElement[]> {
  return [
    notes('Subject', clean(item.subject)),
    notes('MessageClass', item.itemClass),
    notes('LastModifiedDate', compactDateText(item.modifiedAt)),
    ...categoriesElement('Notes', item.categories),
    ...(await bodyElements(item, options)),
  ]
}

function read(data: WbxmlElement): Partial<MessageContent> {
  const subject = textOf(data, 'Notes', 'Subject')
  return {
    ...readBody(data, 'Notes'),
    ...(subject === undefined ? {} : { subject }),
    ...readCategories(data, 'Notes'),
  }
}

export const notesClass: ItemClass = {
  name: 'Notes',
  containerClass: 'IPF.StickyNote',
  kind: 'message',
  write,
  readNew: (data, mailbox) => message({ ...read(data), itemClass: 'IPM.StickyNote', from: mailbox.address }),
  change: (mailbox, item, data) => mailbox.update(item, read(data)),
}
