// Bodies in RTF: what a client writes as PidTagRtfCompressed is the body that all other protocols see, and what they write is
// there as RTF ([MS-OXBBODY] 2.1).

import { unwrapRtf, wrapRtf } from '../../../protocols/mapi/compressed-rtf.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'
import type { Body, Item, PropertyValue } from '../item.ts'
import type { Change } from '../item-change.ts'
import { keyOf, withProperty } from '../mapi/property.ts'
import { type RtfContent, readRtf } from './read-rtf.ts'
import { writeRtf } from './write-rtf.ts'

/** Under which RTF is kept as it was written: it says more than the text that is made of it. */
const key = keyOf(tags.rtfCompressed)

/** Bytes of RTF that are read; longer ones are kept, and no body is made of them. */
const longestRtf = 2 * 1_024 * 1_024

/** What the bytes that were read say: every row of a table asks for it several times. */
const contents = new WeakMap<Buffer, RtfContent | undefined>()

function contentOf(value: PropertyValue | undefined): RtfContent | undefined {
  if (!Buffer.isBuffer(value)) return undefined
  if (!contents.has(value)) contents.set(value, read(value))
  return contents.get(value)
}

function read(value: Buffer): RtfContent | undefined {
  try {
    return readRtf(unwrapRtf(value, longestRtf))
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) return undefined
    throw error
  }
}

/** The RTF that a client wrote, while the body still says the same. */
function written({ properties, body }: Item): { readonly bytes: Buffer; readonly content: RtfContent } | undefined {
  const bytes = properties.get(key)
  const content = contentOf(bytes)
  if (!Buffer.isBuffer(bytes) || content === undefined) return undefined
  return content.type === body.type && content.content === body.content ? { bytes, content } : undefined
}

/** Whether an item's body was written in RTF, rather than as HTML or text that RTF encapsulates. */
export function isNativeRtf(item: Item): boolean {
  return item.properties.has(key) && written(item)?.content.encapsulates === false
}

/** The bytes of PidTagRtfCompressed of an item. */
export function rtfOf(item: Item): Buffer {
  return written(item)?.bytes ?? wrapRtf(writeRtf(item.body))
}

/** What setting PidTagRtfCompressed changes; bytes that hold no RTF are kept, and the body stays. */
export function rtfChange(value: PropertyValue | undefined, { properties }: Item): Change {
  const content = contentOf(value)
  const kept = withProperty(properties, key, value)
  if (content === undefined) return { properties: kept }
  const body: Body = { type: content.type, content: content.content }
  return { properties: kept, body }
}
