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
}

/** The order that this process was given. */
export function readOrder(): ProxyOrder {
  return JSON.parse(process.argv[2] ?? '{}') as ProxyOrder
}
