// A browser's cookies, as far as Exchange and load balancers use them (RFC 6265 sections 5.2 to 5.4): Path, Domain,
// Secure, Expires and Max-Age.

interface Cookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  /** Whether it is for that host alone, without the names below it. */
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
}

/** The cookies of one client. */
export class CookieJar {
  readonly #cookies: Cookie[] = []

  /** Takes in one Set-Cookie value. What is malformed, or for somebody else's domain, is dropped. */
  store(url: URL, header: string): void {
    const cookie = parse(url, header)
    if (cookie === undefined) return
    const { name, domain, path, expired } = cookie
    const old = this.#cookies.findIndex((one) => one.name === name && one.domain === domain && one.path === path)
    if (old >= 0) this.#cookies.splice(old, 1)
    if (!expired) this.#cookies.push(cookie)
  }

  /** The Cookie header for a request; undefined without any. Longer paths come first. */
  header(url: URL): string | undefined {
    const matching = this.#cookies
      .filter((cookie) => domainMatches(cookie, url.hostname) && pathMatches(cookie.path, url.pathname))
      .filter(({ secure }) => !secure || url.protocol === 'https:')
      .sort((a, b) => b.path.length - a.path.length)
    return matching.length === 0 ? undefined : matching.map(({ name, value }) => `${name}=${value}`).join('; ')
  }

  /** A cookie that a page's script sets. */
  set(url: URL, name: string, value: string): void {
    this.store(url, `${name}=${value}; path=/`)
  }

  /** Forgets all of them. */
  clear(): void {
    this.#cookies.length = 0
  }

  /** Names of the cookies that a request to this URL would carry. */
  names(url: URL): string[] {
    return (this.header(url) ?? '').split('; ').flatMap((pair) => pair.split('=', 1).filter((name) => name !== ''))
  }
}

function parse(url: URL, header: string): (Cookie & { readonly expired: boolean }) | undefined {
  const [pair = '', ...attributes] = header.split(';')
  const equals = pair.indexOf('=')
  if (equals < 1) return undefined
  const named = new Map(
    attributes.map((attribute): [string, string] => {
      const [name = '', ...value] = attribute.split('=')
      return [name.trim().toLowerCase(), value.join('=').trim()]
    }),
  )
  const domain = (named.get('domain') ?? '').replace(/^\./, '').toLowerCase()
  if (domain !== '' && !domainMatches({ domain, hostOnly: false }, url.hostname)) return undefined
  const path = named.get('path') ?? ''
  return {
    name: pair.slice(0, equals).trim(),
    value: pair.slice(equals + 1).trim(),
    domain: domain === '' ? url.hostname : domain,
    hostOnly: domain === '',
    path: path.startsWith('/') ? path : url.pathname.slice(0, Math.max(url.pathname.lastIndexOf('/'), 1)),
    secure: named.has('secure'),
    expired: isExpired(named.get('max-age'), named.get('expires')),
  }
}

function isExpired(maxAge: string | undefined, expires: string | undefined): boolean {
  // Max-Age wins over Expires (RFC 6265 section 5.3).
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

function domainMatches({ domain, hostOnly }: Pick<Cookie, 'domain' | 'hostOnly'>, host: string): boolean {
  return host === domain || (!hostOnly && host.endsWith(`.${domain}`))
}

/** IIS compares paths without regard to case, browsers do not: `/OWA` gets no cookie of `/owa`. */
function pathMatches(path: string, request: string): boolean {
  return request === path || (request.startsWith(path) && (path.endsWith('/') || request[path.length] === '/'))
}
