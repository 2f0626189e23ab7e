/** The host that a request is for (lower case, without port and final dot) and its path, or why they cannot be told. */
export type SplitTarget = { readonly host: string | undefined; readonly path: string } | { readonly unread: string }

/**
 * Takes a request target apart (RFC 9112 section 3.2). `*` counts as the root. The absolute form names the host itself; a
 * Host field that says another is refused instead of overruled, for the server behind might follow the other one.
 */
export function splitTarget(hostField: string | undefined, target: string): SplitTarget {
  const host = hostField === undefined || hostField === '' ? undefined : nameOf(hostField)
  if (host === null) return { unread: 'a malformed Host field' }
  if (target === '*') return { host, path: '/' }
  if (target.startsWith('/')) return { host, path: withoutQuery(target) }

  const absolute = /^(https?):\/\/([^/?]*)(.*)$/is.exec(target)
  if (absolute === null) return { unread: 'a request target that is neither a path nor an http URL' }
  const [, scheme = '', authority = '', rest = ''] = absolute
  const named = nameOf(authority)
  if (named === null || named === '') return { unread: 'a malformed host in the request target' }
  const differs = hostField !== undefined && (host !== named || portOf(hostField, scheme) !== portOf(authority, scheme))
  if (differs) return { unread: 'a Host field that differs from the request target' }
  return { host: named, path: rest.startsWith('/') ? withoutQuery(rest) : '/' }
}

/** The path of a target, without its query; `/` for `*` and for an absolute form that names only a host. */
export function pathOfTarget(target: string): string {
  const path = withoutQuery(originPart(target))
  return path.startsWith('/') ? path : '/'
}

/** The query of a target, without the question mark; empty when there is none. */
export function queryOfTarget(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? '' : target.slice(mark + 1)
}

/** A host as rules name it: lower case, without the dot at the end. */
export function normalHost(host: string): string {
  const name = host.toLowerCase()
  return name.endsWith('.') ? name.slice(0, -1) : name
}

/** The name or address in a Host field, as certificates have it: without port and brackets too. Empty when there is none. */
export function nameInHost(field: string | undefined): string {
  if (field === undefined) return ''
  // Most have no port, and this is asked for every request to a server over TLS.
  return normalHost(field.includes(':') ? field.replace(/:\d*$/, '').replace(/^\[|\]$/g, '') : field)
}

/** The port of an authority; the scheme's own where it names none. */
function portOf(authority: string, scheme: string): number {
  const port = /:(\d+)$/.exec(authority)?.[1]
  return port === undefined ? (scheme.toLowerCase() === 'https' ? 443 : 80) : Number(port)
}

/** The name in `name:port` or `[v6]:port`; null when it is neither. */
function nameOf(authority: string): string | null {
  const name = /^(\[[0-9a-f:.]+\]|[^\s:@/\\[\]?#]*)(?::\d*)?$/i.exec(authority)?.[1]
  return name === undefined ? null : normalHost(name)
}

/** A target without the host of an absolute form, which may leave nothing. */
export function originPart(target: string): string {
  return target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?]*/i, '')
}

function withoutQuery(target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}
