// Named properties ([MS-OXCPRPT] 3.2.5.9): a session's identifiers for them, and how the store calls them.

import type { PropertyName } from '../../../protocols/mapi/property-name.ts'
import { isNamed } from '../../../protocols/mapi/property-types.ts'
import { namedKey, tagKey } from '../../mailbox/property-keys.ts'

/** Set of the properties that have no name but a number below 0x8000 (PS_MAPI). */
export const mapiSet = '00020328-0000-0000-c000-000000000046'

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
    if (!isNamed(id)) return tagKey(id)
    const name = this.#names[id - 0x8000]
    return name && nameText(name)
  }
}

function nameText(name: PropertyName): string {
  return name.kind === 'none' ? name.set : namedKey(name.set, name.kind === 'text' ? name.text : name.number)
}
