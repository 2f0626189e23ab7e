import { readZoneName, writeZoneDefinition } from '../../../protocols/mapi/time-zone-definition.ts'
import { windowsZones } from '../time-zone.ts'
import { rulesOf } from '../time-zone-rules.ts'

/** Characters that the name of a registry key has at most in Windows; a client may have named a zone as it liked. */
const longestName = 255

/** The bytes that tell an appointment's zone, with its rule of the year of `around`, in milliseconds since 1970. */
export function zoneBlob(zone: string, around: number): Buffer {
  const { standardBias, daylightBias, changes } = rulesOf(zone, new Date(around).getUTCFullYear())
  const change = (to: 'Standard' | 'Daylight') => {
    const found = changes.find((one) => one.to === to)
    return found && { ...found, nth: found.occurrence < 0 ? 5 : found.occurrence }
  }
  return writeZoneDefinition(zone.slice(0, longestName), {
    bias: standardBias,
    daylightBias: daylightBias === undefined ? 0 : daylightBias - standardBias,
    standard: change('Standard'),
    daylight: change('Daylight'),
  })
}

/** The zone that bytes tell; Outlook on the web has a name of its own for UTC. @throws ProtocolSyntaxError */
export function zoneOf(blob: Buffer): string {
  const name = readZoneName(blob)
  return !windowsZones.includes(name) && /\butc$/i.test(name) ? 'UTC' : name
}
