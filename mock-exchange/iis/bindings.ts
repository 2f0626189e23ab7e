import type { KeyPair } from '../../base/key-pair.ts'
import type { MockSocket } from '../types.ts'
import { type Arrival, startHttpServer } from './http-server/server.ts'

/** The sockets of one site. */
export interface Bindings extends AsyncDisposable {
  readonly sockets: readonly MockSocket[]
  /** Changes what new TLS connections see. */
  setCertificate(pair: KeyPair): void
}

/** Listens for a site over plain HTTP and TLS; connections are numbered over both. */
export async function startBindings(
  address: string,
  ports: { readonly http: number; readonly https: number },
  certificate: KeyPair,
  handler: (arrival: Arrival) => void,
): Promise<Bindings> {
  let connections = 0
  const nextConnection = (): number => ++connections
  await using starting = new AsyncDisposableStack()
  const plain = starting.use(await startHttpServer({ nextConnection, handler }))
  const secure = starting.use(await startHttpServer({ nextConnection, handler, tls: certificate }))
  const running = starting.move()

  return {
    sockets: [
      { endpoint: { address, port: ports.http }, tls: false, port: plain.port },
      { endpoint: { address, port: ports.https }, tls: true, port: secure.port, accept: secure.accept },
    ],
    setCertificate: secure.setCertificate,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
