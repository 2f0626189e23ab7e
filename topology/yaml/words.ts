const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  map: 'a map of keys',
  null: 'nothing',
}

/** A kind of value that a schema wants, in words. */
export function expectedKind(kind: string): string {
  return kinds[kind] ?? kind
}

/** A value as a message shows it: short, on one line. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  return typeof value === 'object' ? 'a map' : String(value)
}

/** What kind of value it is, for one that must not be shown. */
export function shownKind(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'object') return shown(value)
  return value === '' ? 'an empty one' : `a ${typeof value === 'boolean' ? 'truth value' : typeof value}`
}

/** `a, b or c`. */
export function list(words: readonly string[], joint: 'and' | 'or'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${joint} ${last}`
}

/** The values that a field can have: `None, Ssl or "Ssl,Ssl128"`. */
export function choice(values: readonly string[]): string {
  return list(
    values.map((value) => (/[\s,]/.test(value) ? JSON.stringify(value) : value)),
    'or',
  )
}
