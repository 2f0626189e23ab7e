import { Agent } from 'node:https'
import type { Link } from '../../base/vantage-point.ts'
import type { ExchangeSetup } from '../types.ts'

type MailboxServer = ExchangeSetup['mailboxServers'] extends ReadonlyMap<string, infer Server> ? Server : never
type Connected = Parameters<Agent['createConnection']>[1]

/** Idle connections to a Back End site are given up before that site gives them up, after 120 s. */
const idleMilliseconds = 60_000

/**
 * Keeps connections to the Back End site of one mailbox server. They stay within this process (docs/decisions/0015): each is
 * held as long as the request on it, and phones wait for an hour.
 */
export class BackEndAgent extends Agent {
  readonly #server: MailboxServer
  readonly #link: Link

  constructor(server: MailboxServer, link: Link) {
    super({ keepAlive: true, timeout: idleMilliseconds })
    this.#server = server
    this.#link = link
  }

  override createConnection(_options: unknown, connected: Connected): undefined {
    const { address, port } = this.#server.endpoint
    try {
      connected?.(null, this.#link(address, port))
    } catch (error) {
      Reflect.apply(connected ?? (() => undefined), undefined, [error])
    }
  }
}
