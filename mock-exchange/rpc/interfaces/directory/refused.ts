// Changes to the address book, to which nobody in the lab has the right.

import { MapiError, mapiErrors } from '../../../../protocols/mapi/error-codes.ts'
import { readStat } from '../../../../protocols/nspi/stat.ts'
import type { RpcOperation } from '../../types.ts'
import { directoryOperation } from './define.ts'

/** Nothing stands before the return value. */
const noResults = (): undefined => undefined

export const modProps: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('a reserved number')
    return readStat(reader).currentRec
  },
  run(id, book) {
    throw new MapiError(book.byId(id) === undefined ? mapiErrors.notFound : mapiErrors.accessDenied)
  },
  write: noResults,
})

export const modLinkAtt: RpcOperation = directoryOperation({
  read(reader) {
    reader.u32('the flags')
    reader.u32('the property')
    return reader.u32('the entry')
  },
  run(id, book) {
    throw new MapiError(book.byId(id) === undefined ? mapiErrors.notFound : mapiErrors.accessDenied)
  },
  write: noResults,
})
