const secretHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-arr-clientcert',
  'x-commonaccesstoken',
])

/**
 * A header's value as it may be printed or kept in a trace: the scheme of credentials and the names of cookies stay,
 * what is secret in them goes.
 */
export function redactHeader(name: string, value: string): string {
  const lower = name.toLowerCase()
  if (!secretHeaders.has(lower)) return value
  if (lower === 'cookie') return value.replace(/=[^;]*/g, '=***')
  if (lower === 'set-cookie') return value.replace(/^([^=]*=)[^;]*/, '$1***')
  const space = value.indexOf(' ')
  return space > 0 ? `${value.slice(0, space)} ***` : '***'
}

/** All headers of a message, made fit for print. */
export function redactHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.map(([name, value]) => [name, redactHeader(name, value)])
}
