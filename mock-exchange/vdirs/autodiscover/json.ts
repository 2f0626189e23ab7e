// Autodiscover v2, JSON by GET and without a log-on (reference/exchange-protocols.md section 2.4). Exchange 2016 CU3 and
// Exchange Online have it; 2013 answers 404.
//
//   /autodiscover/autodiscover.json?Email=a@d&Protocol=Ews       /autodiscover/autodiscover.json/v1.0/a@d?Protocol=Ews

import type { VdirContext } from '../types.ts'
import { type Account, lookUp } from './account.ts'

export interface JsonAnswer {
  readonly status: 200 | 302 | 400 | 404
  /** JSON of the answer; undefined for a redirect. */
  readonly body?: Readonly<Record<string, string>>
  /** Where a 302 leads. */
  readonly location?: string
}

const path = '/autodiscover/autodiscover.json'

/** URLs by the name of a protocol, which ignores case. */
const protocols: ReadonlyMap<
  string,
  { readonly name: string; readonly url: (account: Account) => string | undefined }
> = new Map(
  (
    [
      ['AutodiscoverV1', ({ autodiscoverUrl }) => autodiscoverUrl],
      ['Ews', ({ external, internal }) => external.ews ?? internal.ews],
      ['ActiveSync', ({ external, internal }) => external.activeSync ?? internal.activeSync],
    ] as [string, (account: Account) => string | undefined][]
  ).map(([name, url]) => [name.toLowerCase(), { name, url }]),
)

/** Whether a path (lower case, no query) is one of Autodiscover v2's. */
export function isJsonPath(requested: string): boolean {
  return requested === path || requested.startsWith(`${path}/`)
}

/**
 * Whether a request target is one of the shapes that ProxyShell used to reach the Back End as nobody in particular: an
 * `@` in the query's first part or in a path that is not `/v1.0/<address>` (CVE-2021-34473). Servers refuse them.
 */
export function isForged(target: string): boolean {
  const [requested = '', query = ''] = target.split('?', 2)
  const rest = decoded(requested).toLowerCase().slice(path.length)
  const address = /^\/v1\.0\/([^/]*)$/.exec(rest)
  if (address === null && rest.includes('@')) return true
  const names = query.split('&').map((part) => decoded(part.split('=', 1)[0] ?? ''))
  return names.some((name) => /[@/]/.test(name))
}

/** Answers a request target, such as `/autodiscover/autodiscover.json?Email=…`. */
export function answerJson(target: string, context: VdirContext): JsonAnswer {
  const [requested = '', query = ''] = target.split('?', 2)
  const given = new Map([...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]))
  const inPath = /^\/v1\.0\/(.+)$/.exec(decoded(requested).slice(path.length))?.[1]
  const email = inPath ?? given.get('email')
  const protocol = given.get('protocol')
  if (email === undefined || email === '') return refused('MandatoryParameterMissing', 'Email')
  if (protocol === undefined || protocol === '') return refused('MandatoryParameterMissing', 'Protocol')
  const known = protocols.get(protocol.toLowerCase())
  if (known === undefined) return refused('ProtocolNotSupported', protocol)
  const found = lookUp(email, context)
  if (found.kind === 'url') return { status: 302, location: `${new URL(found.url).origin}${path}?${query}` }
  const url = found.kind === 'account' ? known.url(found.account) : undefined
  if (url === undefined) return { status: 404, body: { ErrorCode: 'UserNotFound', ErrorMessage: 'No such user.' } }
  return { status: 200, body: { Protocol: known.name, Url: url } }
}

function refused(code: string, what: string): JsonAnswer {
  const messages: Readonly<Record<string, string>> = {
    MandatoryParameterMissing: `A valid value must be provided for the query parameter '${what}'.`,
    ProtocolNotSupported: `The given protocol value '${what.slice(0, 100)}' is invalid.`,
  }
  return { status: 400, body: { ErrorCode: code, ErrorMessage: messages[code] ?? code } }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // What cannot be decoded is looked at as it is.
    return text
  }
}
