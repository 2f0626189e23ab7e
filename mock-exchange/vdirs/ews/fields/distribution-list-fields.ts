// Properties of personal distribution lists (DistributionListType), in the order of the schema.

import { createHash } from 'node:crypto'
import type { Address, DistributionList } from '../../../mailbox/item.ts'
import { childrenOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { mailboxElement, readMailboxes } from '../addresses.ts'
import { typesNamespace } from '../namespaces.ts'
import { type Field, plain, setter } from './field.ts'

type ListField = Field<DistributionList>

/** The name; what it is filed under and called in lists follows it, unless that is said to be another. */
const displayName = plain<DistributionList>('contacts:DisplayName', 'text', (list) => list.displayName || undefined, {
  shown: 'default',
  set: setter<'text', DistributionList>('text', (text = '', { displayName: before, fileAs }) => ({
    displayName: text,
    subject: text,
    ...(fileAs === '' || fileAs === before ? { fileAs: text } : {}),
  })),
})

const fileAs = plain<DistributionList>('contacts:FileAs', 'text', (list) => list.fileAs || undefined, {
  shown: 'default',
  set: setter('text', (text = '') => ({ fileAs: text })),
})

/** What tells one member from the others; clients give it back as they got it. */
function keyOf({ address }: Address): string {
  return createHash('sha1').update(address.toLowerCase()).digest('base64')
}

const members: ListField = {
  uri: 'distributionlist:Members',
  element: 'Members',
  shown: 'all',
  detail: true,
  since: 2010,
  write({ members: all }) {
    if (all.length === 0) return undefined
    const list = all.map(
      (one) => markup`<t:Member Key="${keyOf(one)}">${mailboxElement(one)}<t:Status>Normal</t:Status></t:Member>`,
    )
    return markup`<t:Members>${list}</t:Members>`
  },
  set: (element) => ({
    members:
      element === undefined ? [] : childrenOf(element, typesNamespace, 'Member').flatMap((one) => readMailboxes(one)),
  }),
}

export const distributionListFields: readonly ListField[] = [
  displayName,
  fileAs,
  plain<DistributionList>('contacts:ContactSource', 'text', () => 'Store'),
  members,
]
