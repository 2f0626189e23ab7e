import type { IncomingHttpHeaders } from 'node:http'
import type { RawHeaders } from '../../../http1/index.ts'

/** Fields of which Node keeps the first line only (`message.headers` in the documentation of node:http). */
const single = new Set([
  'age',
  'authorization',
  'content-length',
  'content-type',
  'etag',
  'expires',
  'from',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'last-modified',
  'location',
  'max-forwards',
  'proxy-authorization',
  'referer',
  'retry-after',
  'server',
  'user-agent',
])

/** Header fields as Node's own server would present them in `request.headers`: lower-case names, repeats joined. */
export function foldHeaders(headers: RawHeaders): IncomingHttpHeaders {
  const folded: IncomingHttpHeaders = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    // A field of this name would otherwise reach the prototype.
    if (key === '__proto__') continue
    const before = folded[key]
    if (key === 'set-cookie') folded[key] = [...(folded[key] ?? []), value]
    else if (before === undefined) folded[key] = value
    else if (!single.has(key)) folded[key] = `${String(before)}${key === 'cookie' ? '; ' : ', '}${value}`
  }
  return folded
}
