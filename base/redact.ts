const secretHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'client-cert',
  'client-cert-chain',
  'x-arr-clientcert',
  'x-commonaccesstoken',
  'x-owa-canary',
])

const challengeHeaders = new Set(['www-authenticate', 'proxy-authenticate'])

/** Parameters of queries: passwords, tokens of OAuth and WS-Federation, the canary that OWA guards its forms with. */
const secretParameters = new Set([
  'access_token',
  'api_key',
  'apikey',
  'assertion',
  'canary',
  'client_assertion',
  'client_secret',
  'code',
  'id_token',
  'passphrase',
  'passwd',
  'password',
  'pwd',
  'refresh_token',
  'samlresponse',
  'secret',
  'sig',
  'token',
  'wresult',
  'x-owa-canary',
])

/**
 * A header's value as it may be printed or kept in a trace: the scheme of credentials and the names of cookies stay,
 * what is secret in them goes.
 */
export function redactHeader(name: string, value: string): string {
  const lower = name.toLowerCase()
  // A server's leg of NTLM or Negotiate; challenges that only name a scheme and its parameters say nothing secret.
  if (challengeHeaders.has(lower)) return value.replace(/^((?:NTLM|Negotiate) )\s*\S.*$/is, '$1***')
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

/** A URL or request target, as it came, without the values of parameters that are secret. */
export function redactQuery(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? target : target.slice(0, mark + 1) + target.slice(mark + 1).replace(/[^&;]+/g, redactParameter)
}

function redactParameter(parameter: string): string {
  // A URL within a value may have a query of its own.
  for (const { 1: name = '', 0: whole, index } of parameter.matchAll(/(?:^|\?)([^=?]*)=/g)) {
    if (secretParameters.has(decoded(name).toLowerCase())) return `${parameter.slice(0, index + whole.length)}***`
  }
  return parameter
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
