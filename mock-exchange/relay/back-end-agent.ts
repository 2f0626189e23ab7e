import { Agent } from 'node:https'
import { connect, createSecureContext, type SecureContext } from 'node:tls'
import type { Dial } from '../../base/vantage-point.ts'
import type { ExchangeSetup } from '../types.ts'

type MailboxServer = ExchangeSetup['mailboxServers'] extends ReadonlyMap<string, infer Server> ? Server : never
type Connected = Parameters<Agent['createConnection']>[1]

/** Idle connections to a Back End site are given up before that site gives them up, after 120 s. */
const idleMilliseconds = 60_000

/**
 * Keeps connections to the Back End site of one mailbox server: through the lab's network, over TLS, with that server's
 * self-signed certificate as the only one trusted and its name checked.
 */
export class BackEndAgent extends Agent {
  readonly #server: MailboxServer
  readonly #dial: Dial
  /** Shared by all connections: a phone that waits holds one for an hour, and a context of its own would be kept as long. */
  readonly #context: SecureContext
  readonly #stopped = new AbortController()
  /** Resuming it spares each further connection the handshake's signature: half of what it costs. */
  #session: Buffer | undefined

  constructor(server: MailboxServer, dial: Dial) {
    super({ keepAlive: true, timeout: idleMilliseconds })
    this.#server = server
    this.#dial = dial
    this.#context = createSecureContext({ ca: [server.certificate] })
  }

  override createConnection(_options: unknown, connected: Connected): undefined {
    const { endpoint, fqdn } = this.#server
    const fail = (error: Error): void => Reflect.apply(connected ?? (() => undefined), undefined, [error])
    this.#dial(endpoint.address, endpoint.port, this.#stopped.signal).then((socket) => {
      const resumed = this.#session === undefined ? {} : { session: this.#session }
      const tls = connect({ socket, secureContext: this.#context, servername: fqdn, ...resumed })
      // One session for all: each connection keeps what it was given. Another comes when the server did not take it.
      tls.once('session', (session) => {
        if (!tls.isSessionReused()) this.#session = session
      })
      tls.once('error', fail)
      tls.once('secureConnect', () => {
        tls.off('error', fail)
        if (this.#stopped.signal.aborted) return tls.destroy()
        tls.setNoDelay(true)
        connected?.(null, tls)
      })
    }, fail)
  }

  override destroy(): void {
    this.#stopped.abort()
    super.destroy()
  }
}
