// Searches as people type them (Advanced Query Syntax, [MS-OXWSSRCH] 3.1.4.2.3.21): words, "phrases" and key:value pairs, all
// of which must hold; OR and NOT between them.

import { lookupTable } from '../../../base/lookup-table.ts'
import { plainText } from '../../mailbox/body-text.ts'
import type { Item } from '../../mailbox/item.ts'
import type { Condition } from './restriction.ts'

const people = (item: Item, ...keys: readonly ('from' | 'to' | 'cc' | 'bcc')[]): string =>
  item.kind !== 'message'
    ? ''
    : keys
        .flatMap((key) => item[key] ?? [])
        .map(({ name, address }) => `${name} ${address}`)
        .join('\n')

const kinds: Readonly<Record<Item['kind'], string>> = {
  message: 'email',
  appointment: 'meetings',
  contact: 'contacts',
  'distribution-list': 'contacts',
  task: 'tasks',
}

/** What a keyword looks at. */
const keywords = lookupTable<(item: Item) => string>({
  subject: ({ subject }) => subject,
  body: plainText,
  content: plainText,
  from: (item) => people(item, 'from'),
  to: (item) => people(item, 'to'),
  cc: (item) => people(item, 'cc'),
  bcc: (item) => people(item, 'bcc'),
  participants: (item) => people(item, 'from', 'to', 'cc', 'bcc'),
  attachment: ({ attachments }) => attachments.map(({ name }) => name).join('\n'),
  category: ({ categories }) => categories.join('\n'),
  importance: ({ importance }) => importance,
  kind: ({ kind }) => kinds[kind],
  hasattachment: ({ attachments }) => String(attachments.some(({ inline }) => !inline)),
  hasattachments: ({ attachments }) => String(attachments.some(({ inline }) => !inline)),
  isread: ({ read }) => String(read),
  isflagged: ({ flag }) => String(flag === 'flagged'),
})

const dates = lookupTable<(item: Item) => number | undefined>({
  received: ({ receivedAt }) => receivedAt,
  sent: (item) => (item.kind === 'message' ? item.sentAt : undefined),
})

/** Longest query that is read. */
const longest = 1_024

/** The condition that a query means. Unknown keywords are taken for words, as Exchange takes them. */
export function readQuery(query: string): Condition<Item> {
  const terms = query.slice(0, longest).match(/"[^"]*"|\w+:"[^"]*"|[^\s()]+/g) ?? []
  const alternatives: Condition<Item>[][] = [[]]
  let negated = false
  for (const term of terms) {
    if (term === 'OR') alternatives.push([])
    else if (term === 'NOT') negated = true
    else if (term !== 'AND') {
      const holds = readTerm(term.startsWith('-') ? term.slice(1) : term)
      const opposite = negated || term.startsWith('-')
      alternatives.at(-1)?.push(opposite ? (item) => !holds(item) : holds)
      negated = false
    }
  }
  return (item) => alternatives.some((all) => all.every((holds) => holds(item)))
}

function readTerm(term: string): Condition<Item> {
  const [, keyword = '', operator = '', rest = ''] = /^(\w+):([<>]=?)?(.*)$/.exec(term) ?? []
  const value = (rest || term).replaceAll('"', '').toLowerCase()
  const date = dates[keyword.toLowerCase()]
  if (date !== undefined) return dateTerm(date, operator, value)
  const read = keywords[keyword.toLowerCase()]
  if (read !== undefined && rest !== '') return (item) => read(item).toLowerCase().includes(value)
  const whole = term.replaceAll('"', '').toLowerCase()
  return (item) =>
    [item.subject, plainText(item), keywords['participants']?.(item) ?? '', keywords['attachment']?.(item) ?? ''].some(
      (text) => text.toLowerCase().includes(whole),
    )
}

function dateTerm(read: (item: Item) => number | undefined, operator: string, value: string): Condition<Item> {
  const [first = '', last = first] = value.split('..')
  const [from, until] = [Date.parse(`${first}Z`.replace('zz', 'z')), Date.parse(`${last}Z`.replace('zz', 'z'))]
  const day = 86_400_000
  return (item) => {
    const at = read(item)
    if (at === undefined || Number.isNaN(from)) return false
    if (operator === '>') return at >= from + day
    if (operator === '>=') return at >= from
    if (operator === '<') return at < from
    if (operator === '<=') return at < from + day
    return at >= from && at < until + day
  }
}
