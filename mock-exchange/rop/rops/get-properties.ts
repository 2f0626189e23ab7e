// Reading properties ([MS-OXCPRPT] 2.2.2 to 2.2.4).

import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { writeRow } from '../../../protocols/mapi/property-row.ts'
import { idOf, propertyTypes, typeOf, withType } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readTags, writeTaggedValues, writeTags } from '../../../protocols/mapi/tagged-values.ts'
import { cellOf } from '../properties/cells.ts'
import { propertiesOf } from '../property-source.ts'
import { defineRop, noFields } from '../rop.ts'
import { fitting } from '../shortened.ts'

interface GetPropertiesRequest {
  /** Bytes that one value may have; 0 leaves it to the server. */
  readonly limit: number
  /** Texts of properties whose type is not said come in UTF-16. */
  readonly unicode: boolean
}

/** Bytes that a value may have in an answer; longer ones are streams. */
const longestValue = 8_192

const limitOf = ({ limit }: GetPropertiesRequest): number =>
  limit === 0 ? longestValue : Math.min(limit, longestValue)

export const getPropertiesSpecific = defineRop<GetPropertiesRequest & { readonly tags: readonly number[] }>({
  id: ropIds.getPropertiesSpecific,
  read: (reader) => ({
    limit: reader.u16('the size limit'),
    unicode: reader.u16('the kind of text') !== 0,
    tags: readTags(reader, 'rop'),
  }),
  run(request, call, answer) {
    const properties = propertiesOf(call.objectAt(call.index))
    const get = (tag: number): TaggedValue | undefined => properties.get(tag)
    const row = request.tags.map((tag) =>
      fitting(inKindOfText(cellOf(get, tag), tag, request.unicode), limitOf(request)),
    )
    writeRow(answer, request.tags, row, 'rop')
  },
})

/** A text whose type was not asked for comes in the kind of text that the request wants. */
function inKindOfText(cell: TaggedValue, asked: number, unicode: boolean): TaggedValue {
  const { string, string8, unspecified } = propertyTypes
  if (typeOf(asked) !== unspecified || typeOf(cell.tag) !== string || unicode) return cell
  return { ...cell, tag: withType(cell.tag, string8) }
}

export const getPropertiesAll = defineRop<GetPropertiesRequest>({
  id: ropIds.getPropertiesAll,
  read: (reader) => ({ limit: reader.u16('the size limit'), unicode: reader.u16('the kind of text') !== 0 }),
  run(request, call, answer) {
    const properties = propertiesOf(call.objectAt(call.index))
    const values = properties
      .tags()
      .flatMap((tag) => properties.get(tag) ?? [])
      .map((cell) => fitting(inKindOfText(cell, withType(cell.tag, 0), request.unicode), limitOf(request)))
    const whole = new ByteWriter()
    writeTaggedValues(whole, values, 'rop')
    answer.put(whole.end())
  },
})

export const getPropertiesList = defineRop({
  id: ropIds.getPropertiesList,
  read: noFields,
  run(_request, call, answer) {
    const tags = propertiesOf(call.objectAt(call.index)).tags()
    writeTags(
      answer,
      tags.filter((tag, index) => tags.findIndex((other) => idOf(other) === idOf(tag)) === index),
      'rop',
    )
  },
})
