/**
 * The values of all cookies of a name, in the order of the request; names are compared letter by letter (RFC 6265 section 5.3).
 * @param fields the values of all Cookie fields
 */
export function cookieValues(fields: readonly string[], name: string): string[] {
  const values: string[] = []
  for (const field of fields) {
    if (!field.includes(name)) continue
    for (const pair of field.split(';')) {
      const equals = pair.indexOf('=')
      if (equals >= 0 && pair.slice(0, equals).trim() === name) values.push(pair.slice(equals + 1).trim())
    }
  }
  return values
}
