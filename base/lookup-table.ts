/**
 * A table whose keys are words that somebody else sends. It has these entries and nothing else: what every object inherits
 * (`toString`, `__proto__`, `constructor`) is undefined in it, as any other word is that it does not know.
 */
export function lookupTable<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries))
}
