import { once } from 'node:events'
import { Agent } from 'node:https'
import type { Socket } from 'node:net'
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import type { Dial } from '../../base/vantage-point.ts'
import type { ExchangeSetup } from '../types.ts'
import { createTunnels, tunnelProtocol } from './tunnels.ts'

type MailboxServer = ExchangeSetup['mailboxServers'] extends ReadonlyMap<string, infer Server> ? Server : never
type Connected = Parameters<Agent['createConnection']>[1]

/** Idle connections to a Back End site are given up before that site gives them up, after 120 s. */
const idleMilliseconds = 60_000

/**
 * Keeps connections to the Back End site of one mailbox server: tunnels in one TLS connection through the lab's network,
 * with that server's self-signed certificate as the only one trusted and its name checked.
 */
export class BackEndAgent extends Agent {
  readonly #server: MailboxServer
  readonly #dial: Dial
  readonly #context: SecureContext
  readonly #stopped = new AbortController()
  #carrier: TLSSocket | undefined
  #tunnels: Promise<() => Promise<Socket>> | undefined

  constructor(server: MailboxServer, dial: Dial) {
    super({ keepAlive: true, timeout: idleMilliseconds })
    this.#server = server
    this.#dial = dial
    this.#context = createSecureContext({ ca: [server.certificate] })
  }

  override createConnection(_options: unknown, connected: Connected): undefined {
    this.#open().then(
      (tunnel) => {
        if (this.#stopped.signal.aborted) tunnel.destroy()
        else connected?.(null, tunnel)
      },
      (error: Error) => Reflect.apply(connected ?? (() => undefined), undefined, [error]),
    )
  }

  /** Whoever comes while the connection is being made waits for the same one, and hears the same if it fails. */
  async #open(): Promise<Socket> {
    this.#tunnels ??= this.#connect().catch((error: unknown) => {
      this.#tunnels = undefined
      throw error
    })
    const open = await this.#tunnels
    return open()
  }

  async #connect(): Promise<() => Promise<Socket>> {
    const { endpoint, fqdn } = this.#server
    const { signal } = this.#stopped
    const socket = await this.#dial(endpoint.address, endpoint.port, signal)
    const tls = connect({ socket, secureContext: this.#context, servername: fqdn, ALPNProtocols: [tunnelProtocol] })
    this.#carrier = tls
    await once(tls, 'secureConnect', { signal })
    tls.setNoDelay(true)
    return createTunnels(tls, `${fqdn}:${endpoint.port}`, () => {
      this.#tunnels = undefined
    })
  }

  override destroy(): void {
    this.#stopped.abort()
    this.#carrier?.destroy()
    super.destroy()
  }
}
