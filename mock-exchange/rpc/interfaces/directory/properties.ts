// Properties of entries, and which there are.

import { MapiError, mapiErrors } from '../../../../protocols/mapi/error-codes.ts'
import { propertyTypes } from '../../../../protocols/mapi/property-types.ts'
import { readTagArray, writeRowPointer, writeTagArray } from '../../../../protocols/nspi/ndr-values.ts'
import { readStat } from '../../../../protocols/nspi/stat.ts'
import { getProps as propsOf } from '../../../nspi/operations/get-props.ts'
import { queryColumns as columnsOf } from '../../../nspi/operations/query-columns.ts'
import { allTags } from '../../../nspi/rows.ts'
import type { RpcOperation } from '../../types.ts'
import { directoryOperation } from './define.ts'

export const getPropList: RpcOperation = directoryOperation({
  read: (reader) => ({ flags: reader.u32('the flags'), id: reader.u32('the entry') }),
  run({ flags, id }, book) {
    const entry = book.byId(id)
    if (entry === undefined) throw new MapiError(mapiErrors.notFound)
    return { tags: allTags(entry, flags) }
  },
  write: (writer, result) => void writer.unique(result?.tags, (tags) => writeTagArray(writer, tags)),
})

export const getProps: RpcOperation = directoryOperation({
  read: (reader) => ({
    flags: reader.u32('the flags'),
    stat: readStat(reader),
    columns: reader.unique('the columns', () => readTagArray(reader)),
  }),
  run(request, book) {
    const { row, errorsReturned } = propsOf(book, request)
    return { row, ...(errorsReturned ? { code: mapiErrors.errorsReturned } : {}) }
  },
  write: (writer, result) => writeRowPointer(writer, result?.row),
})

export const queryColumns: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    return reader.u32('the flags')
  },
  run: (flags, book) => ({ tags: columnsOf(book, flags) }),
  write: (writer, result) => void writer.unique(result?.tags, (tags) => writeTagArray(writer, tags)),
})

/** How an entry is displayed; the lab's directory has no templates, and clients their own. */
export const getTemplateInfo: RpcOperation = directoryOperation({
  read: (reader) => reader.u32('the flags'),
  run() {
    throw new MapiError(mapiErrors.notFound)
  },
  write: (writer) => void writer.pointer(false),
})

/** Named properties are none of the address book's: no property has a name ([MS-OXNSPI] 3.1.4.1.15). */
export const getNamesFromIds: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    reader.unique('the set', () => reader.uuid('the set'))
    return reader.unique('the tags', () => readTagArray(reader)) ?? []
  },
  run: (tags) => ({ tags: tags.map(() => propertyTypes.errorCode as number) }),
  write(writer, result) {
    writer.unique(result?.tags, (tags) => writeTagArray(writer, tags))
    // A PropertyNameSet_r of as many names, all of which are null.
    writer.unique(result?.tags, (tags) => {
      writer.u32(tags.length).u32(tags.length)
      for (const _ of tags) writer.pointer(false).u32(0).u32(0)
    })
  },
})

/** No name has an identifier: each gets the tag of an error ([MS-OXNSPI] 3.1.4.1.16). */
export const getIdsFromNames: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    reader.u32('the flags')
    const count = reader.u32('the count of names')
    if (count > reader.left) throw reader.error(`${count} names cannot stand in ${reader.left} bytes`)
    return count
  },
  run: (count) => ({
    tags: Array.from({ length: count }, () => propertyTypes.errorCode as number),
    ...(count > 0 ? { code: mapiErrors.errorsReturned } : {}),
  }),
  write: (writer, result) => void writer.unique(result?.tags, (tags) => writeTagArray(writer, tags)),
})
