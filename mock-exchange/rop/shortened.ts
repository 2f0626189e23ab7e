import { mapiErrors } from '../../protocols/mapi/error-codes.ts'
import { errorTag } from '../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../protocols/mapi/property-values.ts'

/** Characters and bytes that a table shows of a value at most ([MS-OXCTABL] 2.2.2.1.1: at least 255 and 510). */
const longest = 255

/** A cell as tables have it: long texts are cut off, long binaries are cut to twice as many bytes. */
export function shortened(cell: TaggedValue): TaggedValue {
  const { tag, value } = cell
  if (typeof value === 'string' && value.length > longest) return { tag, value: value.slice(0, longest) }
  if (Buffer.isBuffer(value) && value.length > 2 * longest) return { tag, value: value.subarray(0, 2 * longest) }
  return cell
}

/** A cell as a whole object has it: what is too long must be read as a stream ([MS-OXCPRPT] 2.2.2.2). */
export function fitting(cell: TaggedValue, bytes: number): TaggedValue {
  return sizeOf(cell) > bytes ? { tag: errorTag(cell.tag), value: mapiErrors.notEnoughMemory } : cell
}

function sizeOf({ value }: TaggedValue): number {
  if (typeof value === 'string') return 2 * value.length + 2
  if (Buffer.isBuffer(value)) return value.length
  return Array.isArray(value) ? value.reduce((sum: number, one) => sum + sizeOf({ tag: 0, value: one }), 0) : 8
}
