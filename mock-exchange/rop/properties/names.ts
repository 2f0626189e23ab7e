// Named properties ([MS-OXCPRPT] 3.2.5.9): a session's identifiers for them, and how the store calls them.

import type { PropertyName } from '../../../protocols/mapi/property-name.ts'
import { propertySets } from '../../../protocols/mapi/property-sets.ts'
import { isNamed } from '../../../protocols/mapi/property-types.ts'
import { namedKey, nameOfKey, tagKey } from '../../mailbox/property-keys.ts'

/** Identifiers of named properties that a mailbox gives away at most ([MS-OXCPRPT] 3.2.5.9: up to 32,767). */
const most = 0x7000

/** The names that have an identifier, in the order in which they got it; the same for all sessions of a mailbox. */
export class PropertyNames {
  readonly #ids = new Map<string, number>()
  readonly #names: PropertyName[] = []
  /** Of the names, in their order: tables ask for them in every row. */
  readonly #keys: string[] = []

  /** The identifier of a name; undefined for one that is not known and not to be made. */
  idOf(name: PropertyName, create: boolean): number | undefined {
    if (name.kind === 'none') return undefined
    if (name.kind === 'number' && name.set === propertySets.mapi) return name.number < 0x8000 ? name.number : undefined
    const key = nameText(name)
    const known = this.#ids.get(key)
    if (known !== undefined || !create || this.#names.length >= most) return known
    const id = 0x8000 + this.#names.push(name) - 1
    this.#ids.set(key, id)
    this.#keys.push(key)
    return id
  }

  /** The name of an identifier; undefined for one that nobody has asked for. */
  nameOf(id: number): PropertyName | undefined {
    if (!isNamed(id)) return { kind: 'number', set: propertySets.mapi, number: id }
    return this.#names[id - 0x8000]
  }

  /** The identifier of a property by the store's name for it, made where it has none yet; undefined for what has no name. */
  idOfKey(key: string): number | undefined {
    if (/^0x[0-9a-f]{1,4}$/.test(key)) return Number(key)
    const known = this.#ids.get(key)
    const name = known === undefined ? nameOfKey(key) : undefined
    if (name === undefined) return known
    const { set, id } = name
    return this.idOf(
      typeof id === 'number' ? { kind: 'number', set, number: id } : { kind: 'text', set, text: id },
      true,
    )
  }

  /** How the store calls the property of an identifier; undefined for one that nobody has asked for. */
  keyOf(id: number): string | undefined {
    return isNamed(id) ? this.#keys[id - 0x8000] : tagKey(id)
  }
}

function nameText(name: PropertyName): string {
  return name.kind === 'none' ? name.set : namedKey(name.set, name.kind === 'text' ? name.text : name.number)
}
