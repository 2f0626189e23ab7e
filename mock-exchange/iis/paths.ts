// What IIS makes of the path of a request before it looks for the virtual directory.

import { type VdirName, vdirNames } from '../../topology/schema/exchange.ts'

/**
 * The path as IIS matches it: percent-decoded once, backslashes turned, dot segments taken out, in lower case
 * (reference exchange-protocols.md 1.2: IIS ignores case). Undefined when HTTP.sys would refuse it with 400.
 */
export function matchedPath(target: string): string | undefined {
  const [path = ''] = target.split('?', 1)
  if (!path.startsWith('/')) return undefined
  let decoded: string
  try {
    decoded = decodeURIComponent(path)
  } catch {
    return undefined
  }
  if (/[\0-\x1f\x7f]/.test(decoded)) return undefined
  const segments: string[] = []
  const parts = decoded.replaceAll('\\', '/').toLowerCase().split('/').slice(1)
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1
    if (part === '..') segments.pop()
    if (part !== '.' && part !== '..') segments.push(part)
    else if (last) segments.push('')
  }
  return `/${segments.join('/')}`
}

/** Second name of a vdir: Outlook Anywhere with client certificates has a path of its own, in the same pool. */
const aliases: Readonly<Record<string, VdirName>> = { rpcwithcert: 'Rpc' }

/** First path segments in lower case, each with its vdir. */
const vdirsBySegment: ReadonlyMap<string, VdirName> = new Map([
  ...vdirNames.map((name) => [name.toLowerCase(), name] as const),
  ...Object.entries(aliases),
])

/** The vdir that a matched path lies in; undefined for the site's root and for what does not exist. */
export function vdirOf(path: string): VdirName | undefined {
  return vdirsBySegment.get(path.split('/', 2)[1] ?? '')
}
