import type { Writable } from 'node:stream'
import { endpointText } from '../../base/endpoint-text.ts'
import type { Endpoint } from '../../topology/edge-plan.ts'
import type { AdminApi, AdminSource } from './admin-api.ts'

/** The admin endpoint as one configuration after the other wants it: off, or at an address. */
export class AdminEndpoint implements AsyncDisposable {
  readonly #source: AdminSource
  readonly #out: Writable
  #endpoint: Endpoint | undefined
  #api: AdminApi | undefined
  #announced: AdminApi | undefined
  #closed = false

  constructor(source: AdminSource, out: Writable) {
    this.#source = source
    this.#out = out
  }

  /**
   * Moves to where a configuration wants it, together with what else that changes: when either fails, both stay.
   * @throws BH_ERR_PORT_IN_USE, BH_ERR_LISTEN, and what `change` throws
   */
  async move(endpoint: Endpoint | undefined, change: () => Promise<void>): Promise<void> {
    if (textOf(endpoint) === textOf(this.#endpoint)) {
      await change()
      return
    }
    const next = endpoint === undefined ? undefined : await this.#start(endpoint)
    try {
      await change()
    } catch (error) {
      await next?.[Symbol.asyncDispose]()
      throw error
    }
    const before = this.#closed ? next : this.#api
    if (!this.#closed) this.#api = next
    this.#endpoint = endpoint
    await before?.[Symbol.asyncDispose]()
  }

  /** Says where it listens, if that was not said yet. */
  announce(): void {
    if (this.#api !== undefined && this.#api !== this.#announced) this.#out.write(`admin on ${this.#api.url}\n`)
    this.#announced = this.#api
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A move under way closes what it opens.
    this.#closed = true
    await this.#api?.[Symbol.asyncDispose]()
  }

  async #start(endpoint: Endpoint): Promise<AdminApi> {
    // Only an edge that is watched carries the modules for it.
    const { startAdminApi } = await import('./admin-api.ts')
    return startAdminApi(endpoint, this.#source)
  }
}

function textOf(endpoint: Endpoint | undefined): string {
  return endpoint === undefined ? '' : endpointText(endpoint)
}
