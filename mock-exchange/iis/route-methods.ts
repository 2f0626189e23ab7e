/** Which methods the routes of an application take at a path: what a 405 must say (RFC 9110 section 15.5.6). */
export class RouteMethods {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []

  /** @param url pattern of fastify's: `:name` for a segment, `*` for the rest */
  add(url: string, methods: readonly string[]): void {
    const pattern = url
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:[^/]+/g, '[^/]+')
      .replaceAll('*', '.*')
    this.#routes.push({ pattern: new RegExp(`^${pattern}$`), methods })
  }

  /** Each method once, in the order of the routes; none for a path without any. */
  of(path: string): readonly string[] {
    return [...new Set(this.#routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : [])))]
  }
}
