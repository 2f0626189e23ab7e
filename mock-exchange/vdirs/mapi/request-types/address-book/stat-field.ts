import type { ByteReader } from '../../../../../protocols/byte-reader.ts'
import { MapiError, mapiErrors } from '../../../../../protocols/mapi/error-codes.ts'
import { readOptional } from '../../../../../protocols/mapi-http/index.ts'
import { readStat, type Stat } from '../../../../../protocols/nspi/stat.ts'

/** The STAT of a request; undefined when it has none. @throws ProtocolSyntaxError */
export const statField = (reader: ByteReader): Stat | undefined => readOptional(reader, () => readStat(reader))

/** A STAT that a request type cannot do without. @throws MapiError invalidParameter */
export function needed(stat: Stat | undefined): Stat {
  if (stat === undefined) throw new MapiError(mapiErrors.invalidParameter, 'the request has no STAT')
  return stat
}
