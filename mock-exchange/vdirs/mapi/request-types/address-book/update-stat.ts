import { writeOptional } from '../../../../../protocols/mapi-http/index.ts'
import { writeStat } from '../../../../../protocols/nspi/stat.ts'
import { updateStat as moveOn } from '../../../../nspi/operations/update-stat.ts'
import { addressBookType } from './define.ts'
import { needed, statField } from './stat-field.ts'

/** Moves on in a table ([MS-OXCMAPIHTTP] 2.2.5.18). */
export const updateStat = addressBookType({
  name: 'UpdateStat',
  emptyFields: 2,
  read(reader) {
    reader.u32('a reserved number')
    return { stat: statField(reader), deltaWanted: reader.u8('whether the movement is told') !== 0 }
  },
  answer({ stat, deltaWanted }, writer, book) {
    const moved = moveOn(book, needed(stat))
    writeOptional(writer, moved.stat, (value) => writeStat(writer, value))
    writeOptional(writer, deltaWanted ? moved.delta : undefined, (value) => writer.u32(value))
    return undefined
  },
})
