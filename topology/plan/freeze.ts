const changers = ['set', 'delete', 'clear'] as const

/** Freezes a plain value and everything in it; Maps refuse changes from then on. Gives the same value back. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) {
    for (const entry of value.values()) freeze(entry)
    // Object.freeze does not reach what a Map holds.
    for (const changer of changers) Object.defineProperty(value, changer, { value: refuse })
  } else {
    for (const entry of Object.values(value)) freeze(entry)
  }
  return Object.freeze(value)
}

function refuse(): never {
  throw new TypeError('A plan cannot be changed')
}
