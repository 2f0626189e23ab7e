// Alice's calendar, contacts and tasks by ROPs, property by property.

import type { Test } from 'tap'
import type { Item } from '../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../mock-exchange/mailbox/mailbox.ts'
import type { MailboxStore } from '../../../mock-exchange/mailbox/store.ts'
import type { NamedProperty } from '../../../protocols/mapi/named-properties.ts'
import { writePropertyName } from '../../../protocols/mapi/property-name.ts'
import { readRow } from '../../../protocols/mapi/property-row.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { tagOf } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue } from '../../../protocols/mapi/property-values.ts'
import { writeRecipientRow } from '../../../protocols/mapi/recipient-row.ts'
import { storeId } from '../../../protocols/mapi/store-id.ts'
import { readTaggedValues, writeTaggedValues, writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { alice } from '../vdirs/host.ts'
import { fields, none, rop, startBench } from './bench.ts'

type Property = number | NamedProperty
export type Pair = readonly [property: Property, value: MapiValue]

/** Alice's mailbox by ROPs, property by property. @param given mailboxes that others have too */
export function openItems(t: Test, given?: MailboxStore) {
  const bench = startBench(t, alice, given)
  const mailbox = bench.store.of(alice)
  if (mailbox === undefined) throw new Error('no mailbox')
  const tagsOf = (properties: readonly Property[]): number[] => {
    const names = properties.filter((one) => typeof one !== 'number')
    const request = fields().u8(2).u16(names.length)
    for (const { set, id } of names) {
      writePropertyName(
        request,
        typeof id === 'number' ? { kind: 'number', set, number: id } : { kind: 'text', set, text: id },
      )
    }
    const answer = bench.run([rop('getPropertyIdsFromNames', 0, request)], [bench.logon])
    t.equal(answer.next('getPropertyIdsFromNames'), 0)
    answer.reader.u16('count')
    return properties.map((one) => (typeof one === 'number' ? one : tagOf(answer.reader.u16('id'), one.type)))
  }
  const setting = (pairs: readonly Pair[]) => {
    const ids = tagsOf(pairs.map(([property]) => property))
    const values = fields()
    writeTaggedValues(
      values,
      pairs.map(([, value], index) => ({ tag: ids[index] ?? 0, value })),
      'rop',
    )
    const bytes = values.end()
    return rop('setProperties', 1, fields().u16(bytes.length).put(bytes))
  }
  const save = (begin: Buffer, pairs: readonly Pair[], ...more: readonly Buffer[]): readonly number[] => {
    const { handles, reader } = bench.run(
      [begin, setting(pairs), ...more, rop('saveChangesMessage', 1, fields().u8(1).u8(0))],
      [bench.logon, none],
    )
    const [last] = [reader.take(reader.left, 'all').subarray(-15)]
    t.equal(last?.readUInt32LE(2), 0, 'it was saved')
    return handles
  }
  const openItem = (item: Item) =>
    rop('openMessage', 0, fields().u8(1).u16(0).u64(storeId(item.folder)).u8(1).u64(storeId(item.id.counter)))
  return {
    bench,
    mailbox,
    tagsOf,
    setting,
    /** Makes an item; the one that the store has then. */
    create(folder: 'calendar' | 'contacts' | 'tasks', pairs: readonly Pair[], ...more: readonly Buffer[]): Item {
      const place = mailbox.folder(folder)
      save(rop('createMessage', 0, fields().u8(1).u16(0).u64(storeId(place.id.counter)).u8(0)), pairs, ...more)
      return lastOf(mailbox, folder)
    },
    /** Changes an item. */
    change(item: Item, pairs: readonly Pair[], ...more: readonly Buffer[]): Item {
      save(openItem(item), pairs, ...more)
      const changed = mailbox.itemAt(mailbox.folderAt(item.folder), item.id.counter)
      if (changed === undefined) throw new Error('the item is gone')
      return changed
    },
    /** What an item says of properties; an error code is a number. */
    get(item: Item, properties: readonly Property[]): readonly MapiValue[] {
      const columns = tagsOf(properties)
      const request = fields().u16(0).u16(1)
      writeTags(request, columns, 'rop')
      const opened = bench.run([openItem(item)], [bench.logon, none])
      const answer = bench.run([rop('getPropertiesSpecific', 1, request)], opened.handles)
      t.equal(answer.next('getPropertiesSpecific'), 0)
      return readRow(answer.reader, columns, 'rop').map(({ value }) => value)
    },
    all(item: Item) {
      const opened = bench.run([openItem(item)], [bench.logon, none])
      const answer = bench.run([rop('getPropertiesAll', 1, fields().u16(0).u16(1))], opened.handles)
      t.equal(answer.next('getPropertiesAll'), 0)
      return new Map(readTaggedValues(answer.reader, 'rop').map(({ tag, value }) => [tag, value]))
    },
  }
}

function lastOf(mailbox: Mailbox, folder: 'calendar' | 'contacts' | 'tasks'): Item {
  const item = mailbox.items(mailbox.folder(folder)).at(-1)
  if (item === undefined) throw new Error('the folder is empty')
  return item
}

/** Adds people to the object of handle 1: addresses with their type, PidTagRecipientFlags and how they answered. */
export const people = (
  ...given: readonly (readonly [address: string, type: number, flags: number, status: number])[]
) => {
  const columns = [tags.recipientFlags, tags.recipientTrackStatus]
  const request = fields()
  writeTags(request, columns, 'rop')
  request.u16(given.length)
  for (const [rowId, [address, type, flags, status]] of given.entries()) {
    const row = writeRecipientRow(columns, {
      dn: undefined,
      displayType: 0,
      addressType: 'SMTP',
      emailAddress: address,
      displayName: address.split('@')[0] ?? '',
      properties: [
        { tag: tags.recipientFlags, value: flags },
        { tag: tags.recipientTrackStatus, value: status },
      ],
    })
    request.u32(rowId).u8(type).u16(row.length).put(row)
  }
  return rop('modifyRecipients', 1, request)
}
