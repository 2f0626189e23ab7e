// Named properties ([MS-OXCPRPT] 3.2.5.9): a session's identifiers for them, and how the store calls them.

import type { PropertyName } from '../../../protocols/mapi/property-name.ts'
import { isNamed } from '../../../protocols/mapi/property-types.ts'

/** Set of the properties that have no name but a number below 0x8000 (PS_MAPI). */
export const mapiSet = '00020328-0000-0000-c000-000000000046'

/** Property sets that all protocols call by the same word ([MS-OXWSCDATA] DistinguishedPropertySetIdType). */
const sets: ReadonlyMap<string, string> = new Map([
  ['6ed8da90-450b-101b-98da-00aa003f1305', 'Meeting'],
  ['00062002-0000-0000-c000-000000000046', 'Appointment'],
  ['00062008-0000-0000-c000-000000000046', 'Common'],
  ['00020329-0000-0000-c000-000000000046', 'PublicStrings'],
  ['00062004-0000-0000-c000-000000000046', 'Address'],
  ['00020386-0000-0000-c000-000000000046', 'InternetHeaders'],
  ['11000e07-b51b-40d6-af21-caa85edab1d0', 'CalendarAssistant'],
  ['4442858e-a9e3-4e80-b900-317a210cc15b', 'UnifiedMessaging'],
  ['00062003-0000-0000-c000-000000000046', 'Task'],
])

/** Identifiers of named properties that a mailbox gives away at most ([MS-OXCPRPT] 3.2.5.9: up to 32,767). */
const most = 0x7000

/** The names that have an identifier, in the order in which they got it; the same for all sessions of a mailbox. */
export class PropertyNames {
  readonly #ids = new Map<string, number>()
  readonly #names: PropertyName[] = []

  /** The identifier of a name; undefined for one that is not known and not to be made. */
  idOf(name: PropertyName, create: boolean): number | undefined {
    if (name.kind === 'none') return undefined
    if (name.kind === 'number' && name.set === mapiSet) return name.number < 0x8000 ? name.number : undefined
    const key = nameText(name)
    const known = this.#ids.get(key)
    if (known !== undefined || !create || this.#names.length >= most) return known
    const id = 0x8000 + this.#names.push(name) - 1
    this.#ids.set(key, id)
    return id
  }

  /** The name of an identifier; undefined for one that nobody has asked for. */
  nameOf(id: number): PropertyName | undefined {
    if (!isNamed(id)) return { kind: 'number', set: mapiSet, number: id }
    return this.#names[id - 0x8000]
  }

  /** The identifier of a property that the store keeps; undefined when nobody has asked for its name. */
  idOfKey(key: string): number | undefined {
    return /^0x[0-9a-f]{1,4}$/.test(key) ? Number(key) : this.#ids.get(key)
  }

  /** How the store calls the property of an identifier; undefined for one that nobody has asked for. */
  keyOf(id: number): string | undefined {
    if (!isNamed(id)) return `0x${id.toString(16)}`
    const name = this.#names[id - 0x8000]
    return name && nameText(name)
  }
}

function nameText(name: PropertyName): string {
  const set = sets.get(name.set) ?? name.set
  return name.kind === 'text' ? `${set}:${name.text}` : name.kind === 'number' ? `${set}:${name.number}` : set
}
