// The position in a table of the address book ([MS-OXNSPI] 2.2.8), which travels with nearly every call.

/** A STAT block. Positions are Minimal Entry IDs. */
export interface Stat {
  readonly sortType: number
  /** Container; 0 is the Global Address List. */
  readonly containerId: number
  readonly currentRec: number
  /** Rows to move on from there, or back. */
  readonly delta: number
  readonly numPos: number
  readonly totalRecs: number
  readonly codePage: number
  readonly templateLocale: number
  readonly sortLocale: number
}

/** Where a table begins, what is meant by a fraction, and where it ends ([MS-OXNSPI] 2.2.1.8). */
export const positions = { beginning: 0, current: 1, end: 2 } as const

/** What ResolveNames says of each name ([MS-OXNSPI] 2.2.1.9). */
export const resolutions = { unresolved: 0, ambiguous: 1, resolved: 2 } as const

/** The code page that stands for UTF-16, which no table may be asked in. */
export const unicodeCodePage = 1_200

/** What reads numbers of 32 bits: a `ByteReader`, or an NDR reader, where a STAT has the same layout. */
interface NumberReader {
  u32(what: string): number
  i32(what: string): number
}

/** @throws ProtocolSyntaxError of the reader */
export function readStat(reader: NumberReader): Stat {
  return {
    sortType: reader.u32('the sort type'),
    containerId: reader.u32('the container'),
    currentRec: reader.u32('the current record'),
    delta: reader.i32('the delta'),
    numPos: reader.u32('the numeric position'),
    totalRecs: reader.u32('the total of records'),
    codePage: reader.u32('the code page'),
    templateLocale: reader.u32('the template locale'),
    sortLocale: reader.u32('the sort locale'),
  }
}

/** The counterpart. */
export function writeStat(writer: { u32(value: number): unknown }, stat: Stat): void {
  const { sortType, containerId, currentRec, delta, numPos, totalRecs, codePage, templateLocale, sortLocale } = stat
  for (const value of [
    sortType,
    containerId,
    currentRec,
    delta,
    numPos,
    totalRecs,
    codePage,
    templateLocale,
    sortLocale,
  ]) {
    writer.u32(value)
  }
}
