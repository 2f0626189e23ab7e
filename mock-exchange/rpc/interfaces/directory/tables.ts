// Tables of the address book and positions in them.

import type { NdrReader, NdrWriter } from '../../../../protocols/dcerpc/index.ts'
import { readNdrRestriction } from '../../../../protocols/nspi/ndr-restriction.ts'
import { readPropertyValue, readTagArray, writeRowSet, writeTagArray } from '../../../../protocols/nspi/ndr-values.ts'
import { readStat, type Stat, writeStat } from '../../../../protocols/nspi/stat.ts'
import { compareIds } from '../../../nspi/operations/compare-ids.ts'
import { getMatches as matchesOf } from '../../../nspi/operations/get-matches.ts'
import { queryRows as rowsFrom } from '../../../nspi/operations/query-rows.ts'
import { resortRestriction as resort } from '../../../nspi/operations/resort-restriction.ts'
import { seekEntries as seek } from '../../../nspi/operations/seek-entries.ts'
import { hierarchyVersion, specialTable } from '../../../nspi/operations/special-table.ts'
import { updateStat as moveOn } from '../../../nspi/operations/update-stat.ts'
import type { RpcOperation } from '../../types.ts'
import { directoryOperation } from './define.ts'

/** A STAT that is argument and result: the one that came goes back after a failure. */
const putStat = (writer: NdrWriter, stat: Stat | undefined, given: Stat): void => writeStat(writer, stat ?? given)

const columnsField = (reader: NdrReader): number[] | undefined =>
  reader.unique('the columns', () => readTagArray(reader))

export const updateStat: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    const stat = readStat(reader)
    return { stat, deltaWanted: reader.unique('the delta', () => reader.i32('the delta')) !== undefined }
  },
  run: ({ stat }, book) => moveOn(book, stat),
  write(writer, result, { stat, deltaWanted }) {
    putStat(writer, result?.stat, stat)
    writer.unique(deltaWanted ? (result?.delta ?? 0) : undefined, (delta) => writer.u32(delta))
  },
})

export const queryRows: RpcOperation = directoryOperation({
  read(reader) {
    const flags = reader.u32('the flags')
    const stat = readStat(reader)
    reader.u32('the count of entries')
    const explicit =
      reader.unique('the entries', () => reader.array('the entries', 4, () => reader.u32('an entry'))) ?? []
    return { flags, stat, explicit, count: reader.u32('the count of rows'), columns: columnsField(reader) }
  },
  run: (request, book) => rowsFrom(book, request),
  write(writer, result, { stat }) {
    putStat(writer, result?.stat, stat)
    writeRowSet(writer, result?.rows)
  },
})

export const seekEntries: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    return {
      stat: readStat(reader),
      target: readPropertyValue(reader),
      explicit: reader.unique('the entries', () => readTagArray(reader)),
      columns: columnsField(reader),
    }
  },
  run: (request, book) => seek(book, request),
  write(writer, result, { stat }) {
    putStat(writer, result?.stat, stat)
    writeRowSet(writer, result?.rows?.rows)
  },
})

export const getMatches: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    const stat = readStat(reader)
    reader.unique('the entries', () => readTagArray(reader))
    reader.u32('a reserved number')
    const filter = reader.unique('the filter', () => readNdrRestriction(reader))
    reader.unique('the name of a property', () => {
      const set = reader.pointer('the set of a name')
      reader.u32('a reserved number')
      reader.u32('the number of a name')
      if (set) reader.uuid('the set of a name')
    })
    const limit = reader.u32('the limit of rows')
    return { stat, filter, limit, columns: columnsField(reader) }
  },
  run: (request, book) => matchesOf(book, request),
  write(writer, result, { stat }) {
    putStat(writer, result?.stat, stat)
    writer.unique(result?.ids, (ids) => writeTagArray(writer, ids))
    writeRowSet(writer, result?.rows?.rows)
  },
})

export const resortRestriction: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    return { stat: readStat(reader), ids: readTagArray(reader) }
  },
  run: ({ stat, ids }, book) => resort(book, stat, ids),
  write(writer, result, { stat }) {
    putStat(writer, result?.stat, stat)
    writer.unique(result?.ids, (ids) => writeTagArray(writer, ids))
  },
})

export const compareMIds: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    return { stat: readStat(reader), first: reader.u32('the first entry'), second: reader.u32('the second entry') }
  },
  run: ({ stat, first, second }, book) => ({ order: compareIds(book, stat, first, second) }),
  write: (writer, result) => void writer.u32(result?.order ?? 0),
})

export const getSpecialTable: RpcOperation = directoryOperation({
  read(reader) {
    const flags = reader.u32('the flags')
    readStat(reader)
    return { flags, version: reader.u32('the version') }
  },
  run: ({ flags, version }, book) => ({ rows: specialTable(book, flags, version) }),
  write(writer, result, { version }) {
    writer.u32(result === undefined ? version : hierarchyVersion)
    writeRowSet(writer, result?.rows)
  },
})
