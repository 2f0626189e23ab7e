/** What every proxy under test is told: `<peer>.ts '<ProxyOrder as JSON>'`. It prints `{"port": n}` once it listens. */
export interface ProxyOrder {
  readonly certificate: string
  readonly key: string
  readonly ca: string
  readonly host: string
  /** Port of the backend on 127.0.0.1. */
  readonly backend: number
  /** Whether the backend is spoken to over TLS. */
  readonly bridged: boolean
  /** How many rules there are to find the right one among: one for every name, or for every name and path. 0: one for all. */
  readonly names: number
  readonly paths: number
}

/** The names and paths that rules are for, and requests ask for in turn. */
export function nameOf(index: number): string {
  return `h${index}.bench.contoso.com`
}

/** A path of `nameOf`'s hosts. */
export function pathOf(index: number): string {
  return `/p${index}`
}

/** What the rules are for: every name, or every name with every path; the one host when there are none. */
export function matches({
  host,
  names,
  paths,
}: ProxyOrder): { readonly host: string; readonly path: string | undefined }[] {
  if (names === 0) return [{ host, path: undefined }]
  const hosts = Array.from({ length: names }, (_, index) => nameOf(index))
  if (paths === 0) return hosts.map((host) => ({ host, path: undefined }))
  return hosts.flatMap((host) => Array.from({ length: paths }, (_, index) => ({ host, path: pathOf(index) })))
}

/** The order that this process was given. */
export function readOrder(): ProxyOrder {
  return JSON.parse(process.argv[2] ?? '{}') as ProxyOrder
}
