// Tables of properties: an identifier, its own type, and how its value is found.

import { idOf, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue, TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { asType } from './cells.ts'

/** One property: its tag, with its own type, and its value. */
export type Getter<Subject> = readonly [tag: number, value: (subject: Subject) => MapiValue]

/** Properties of one kind of object. */
export class PropertyTable<Subject> {
  readonly tags: readonly number[]
  readonly #getters: ReadonlyMap<number, Getter<Subject>>

  constructor(getters: readonly Getter<Subject>[]) {
    this.tags = getters.map(([tag]) => tag)
    this.#getters = new Map(getters.map((getter) => [idOf(getter[0]), getter]))
  }

  has(tag: number): boolean {
    return this.#getters.has(idOf(tag))
  }

  get(subject: Subject, tag: number): TaggedValue | undefined {
    const getter = this.#getters.get(idOf(tag))
    return getter && asType(tag, typeOf(getter[0]), getter[1](subject))
  }

  /** The tags of which the subject has a value. */
  present(subject: Subject): number[] {
    return this.tags.filter((tag) => this.get(subject, tag) !== undefined)
  }
}
