// PidLidAppointmentTimeZoneDefinition… ([MS-OXOCAL] 2.2.1.41): a time zone by the name that Windows has for it, with its
// rules. Recalled from the specification. The name is what counts here: rules are passed over when read.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** When a year's clocks change, as SYSTEMTIME says it: the n-th (5: last) such day of a month. */
interface ZoneChange {
  readonly month: number
  /** Sunday is 0. */
  readonly dayOfWeek: number
  readonly nth: number
  /** Since midnight, on the clock before the change. */
  readonly minutes: number
}

/** The rule of a zone; minutes are those to add to its clock to come to UTC. */
interface ZoneRule {
  readonly bias: number
  /** Beside `bias`, while the clocks show summer time. */
  readonly daylightBias: number
  /** Undefined where the clocks never change. */
  readonly standard: ZoneChange | undefined
  readonly daylight: ZoneChange | undefined
}

const majorVersion = 2
const minorVersion = 1
/** TZDEFINITION_FLAG_VALID_KEYNAME. */
const hasName = 0x0002
const ruleSize = 0x3e
/** TZRULE_FLAG_EFFECT_TZREG: the rule in effect. */
const inEffect = 0x0002
/** The rule holds from the beginning of time on. */
const firstYear = 1601

/** The name of the zone. @throws ProtocolSyntaxError */
export function readZoneName(bytes: Buffer): string {
  const reader = new ByteReader('MAPI', bytes)
  reader.take(2, 'the version of a time zone')
  reader.u16('the size of its head')
  if ((reader.u16('the flags of a time zone') & hasName) === 0) throw reader.error('the time zone has no name')
  return reader.take(2 * reader.u16('the length of its name'), 'the name of a time zone').toString('utf16le')
}

/** A zone with one rule, which holds for all years. */
export function writeZoneDefinition(name: string, rule: ZoneRule): Buffer {
  const key = Buffer.from(name, 'utf16le')
  const writer = new ByteWriter().u8(majorVersion).u8(minorVersion)
  writer
    .u16(6 + key.length)
    .u16(hasName)
    .u16(name.length)
    .put(key)
    .u16(1)
  writer.u8(majorVersion).u8(minorVersion).u16(ruleSize).u16(inEffect).u16(firstYear).zeros(14)
  for (const bias of [rule.bias, 0, rule.daylightBias]) writer.u32(bias >>> 0)
  for (const change of [rule.standard, rule.daylight]) putChange(writer, change)
  return writer.end()
}

function putChange(writer: ByteWriter, change: ZoneChange | undefined): void {
  if (change === undefined) {
    writer.zeros(16)
    return
  }
  const { month, dayOfWeek, nth, minutes } = change
  const time = [Math.floor(minutes / 60), minutes % 60, 0, 0]
  for (const part of [0, month, dayOfWeek, nth, ...time]) writer.u16(part)
}
