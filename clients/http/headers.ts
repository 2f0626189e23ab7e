import type { HeaderList } from '../../base/trace.ts'

/** All values of a field in order, without regard to the case of its name. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase()
  return headers.filter(([present]) => present.toLowerCase() === wanted).map(([, value]) => value)
}

/** The first value of a field. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  return headerValues(headers, name)[0]
}

/**
 * The schemes that a 401 offers, one of each WWW-Authenticate line, in lower case. A line into which a proxy has folded
 * several counts once, as it does for the clients that then fail (reference real-clients.md section 1, point 3).
 */
export function offeredSchemes(headers: HeaderList): string[] {
  return headerValues(headers, 'www-authenticate').flatMap((value) => {
    const [scheme] = /^[A-Za-z][\w-]*/.exec(value.trim()) ?? []
    return scheme === undefined ? [] : [scheme.toLowerCase()]
  })
}
