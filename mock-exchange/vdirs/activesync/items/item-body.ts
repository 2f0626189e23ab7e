import { childOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Body } from '../../../mailbox/item.ts'

/** The body that a device gives an item, in either form of the protocol; no member when it gives none. */
export function readBody(
  data: WbxmlElement,
  page: 'Calendar' | 'Contacts' | 'Tasks' | 'Notes',
): { readonly body?: Body } {
  const body = childOf(data, 'AirSyncBase', 'Body')
  if (body !== undefined) {
    const content = textOf(body, 'AirSyncBase', 'Data') ?? ''
    return { body: { type: textOf(body, 'AirSyncBase', 'Type') === '2' ? 'html' : 'text', content } }
  }
  const old = textOf(data, page, 'Body')
  return old === undefined ? {} : { body: { type: 'text', content: old } }
}
