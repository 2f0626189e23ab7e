import { writeTaggedValues } from '../../../../../protocols/mapi/tagged-values.ts'
import { readOptional, writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { hierarchyVersion, specialTable } from '../../../../nspi/operations/special-table.ts'
import { addressBookType } from './define.ts'
import { statField } from './stat-field.ts'

/** The containers of the address book ([MS-OXCMAPIHTTP] 2.2.5.8). */
export const getSpecialTable = addressBookType({
  name: 'GetSpecialTable',
  // The code page, no version and no rows.
  emptyFields: 6,
  read: (reader) => ({
    flags: reader.u32('the flags'),
    stat: statField(reader),
    version: readOptional(reader, () => reader.u32('the version')),
  }),
  answer({ flags, stat, version }, writer, book) {
    const rows = specialTable(book, flags, version)
    writer.u32(stat?.codePage ?? 0)
    writeOptional(writer, hierarchyVersion, (value) => writer.u32(value))
    writeOptional(writer, rows, (value) => {
      writer.u32(value.length)
      for (const row of value) writeTaggedValues(writer, row, 'address-book')
    })
    return undefined
  },
})
