// How a device wants items: what is left out, and in which form bodies come ([MS-ASCMD] 2.2.3.125, [MS-ASAIRS] 2.2.2.12).

import { lookupTable } from '../../../../base/lookup-table.ts'
import { childOf, childrenNamed, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'

/** A form of the body that the device takes. */
export interface BodyPreference {
  /** 1 text, 2 HTML, 3 RTF, 4 MIME. */
  readonly type: 1 | 2 | 3 | 4
  /** Bytes; undefined for the whole body. */
  readonly truncationSize: number | undefined
  /** Rather no body of this form than a part of it. */
  readonly allOrNone: boolean
  /** Characters of a preview in plain text. */
  readonly preview: number | undefined
}

export interface SyncOptions {
  /** 0 all, 1 to 5 mail of a day, 3 days, a week, 2 weeks, a month; 6, 7 appointments of 3, 6 months; 8 open tasks. */
  readonly filterType: number
  /** 0 the device's change wins over the server's, 1 the server's. */
  readonly conflict: 0 | 1
  /** 0 never MIME, 1 for S/MIME only, 2 always. */
  readonly mimeSupport: 0 | 1 | 2
  /** Bytes of MIME; undefined for all. */
  readonly mimeTruncation: number | undefined
  /** Bytes of the body before protocol 12.0; undefined for all. */
  readonly truncation: number | undefined
  readonly bodies: readonly BodyPreference[]
}

/** What holds when a device has said nothing. */
export const standardOptions: SyncOptions = {
  filterType: 0,
  conflict: 1,
  mimeSupport: 0,
  mimeTruncation: undefined,
  truncation: undefined,
  bodies: [],
}

/** Sizes by the values of MIMETruncation and Truncation, bytes; 8 and 9 are all of it. */
const mimeTruncations = [0, 4_096, 5_120, 7_168, 10_240, 20_480, 51_200, 102_400]
const bodyTruncations = [0, 512, 1_024, 2_048, 5_120, 10_240, 20_480, 51_200, 102_400]

/** Filters that each class of items has ([MS-ASCMD] 2.2.3.68.2). */
const filters = lookupTable<readonly number[]>({
  Email: [0, 1, 2, 3, 4, 5],
  Calendar: [0, 4, 5, 6, 7],
  Tasks: [0, 8],
})

/** A whole number in a range; undefined for anything else. */
export function numberIn(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined
  const value = Number(text)
  return value >= least && value <= most ? value : undefined
}

/**
 * Reads AirSync's Options, or ItemOperations' and Search's, which have the same members.
 * @returns undefined when a value is out of its range
 */
export function readOptions(given: WbxmlElement | undefined, itemClass: string): SyncOptions | undefined {
  if (given === undefined) return standardOptions
  const value = (tag: string, least: number, most: number, standard: number): number | undefined => {
    const text = textOf(given, 'AirSync', tag)
    return text === undefined ? standard : numberIn(text, least, most)
  }
  const filterType = value('FilterType', 0, 8, 0)
  const conflict = value('Conflict', 0, 1, 1)
  const mimeSupport = value('MIMESupport', 0, 2, 0)
  const mimeTruncation = value('MIMETruncation', 0, 8, 8)
  const truncation = value('Truncation', 0, 9, 9)
  const bodies = childrenNamed(given, 'AirSyncBase', 'BodyPreference').map(readPreference)
  if (filterType === undefined || conflict === undefined || mimeSupport === undefined) return undefined
  if (mimeTruncation === undefined || truncation === undefined) return undefined
  if (bodies.includes(undefined) || !(filters[itemClass]?.includes(filterType) ?? true)) return undefined
  return {
    filterType: itemClass in filters ? filterType : 0,
    conflict: conflict as 0 | 1,
    mimeSupport: mimeSupport as 0 | 1 | 2,
    mimeTruncation: mimeTruncations[mimeTruncation],
    truncation: bodyTruncations[truncation],
    bodies: bodies.filter((body) => body !== undefined),
  }
}

function readPreference(given: WbxmlElement): BodyPreference | undefined {
  const type = numberIn(textOf(given, 'AirSyncBase', 'Type'), 1, 4)
  const size = textOf(given, 'AirSyncBase', 'TruncationSize')
  const truncationSize = size === undefined ? undefined : numberIn(size, 0, 0xffffffff)
  const preview = textOf(given, 'AirSyncBase', 'Preview')
  const previewLength = preview === undefined ? undefined : numberIn(preview, 0, 255)
  if (type === undefined || (size !== undefined && truncationSize === undefined)) return undefined
  if (preview !== undefined && previewLength === undefined) return undefined
  return {
    type: type as BodyPreference['type'],
    truncationSize,
    allOrNone: isTrue(childOf(given, 'AirSyncBase', 'AllOrNone'), textOf(given, 'AirSyncBase', 'AllOrNone')),
    preview: previewLength,
  }
}

/** An element without content means yes, as `1` and `true` do. */
export function isTrue(element: WbxmlElement | undefined, text: string | undefined): boolean {
  return element !== undefined && (text === '' || text === '1' || text?.toLowerCase() === 'true')
}

const day = 86_400_000

/** Milliseconds that a filter looks back; undefined for one without a time. */
export function filterSpan(filterType: number): number | undefined {
  return [undefined, day, 3 * day, 7 * day, 14 * day, 31 * day, 92 * day, 183 * day][filterType]
}
