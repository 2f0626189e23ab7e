// Steady load for tests: servers that can be killed and restarted, and clients that ask on and on and count what they get.

import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { waitUntil } from '../../base/deadline.ts'
import { portOf } from './health-lab.ts'
import type { Wire } from './wire.ts'

/** A web server that can die and come back on its port. */
export class MortalServer implements AsyncDisposable {
  port = 0
  /** Requests that it began to serve. */
  requests = 0
  /** When it died, and when it was back, by `Date.now()`. */
  readonly deaths: { readonly from: number; until: number }[] = []
  readonly #name: string
  #server: Server | undefined

  constructor(name: string) {
    this.#name = name
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => {
      const number = ++this.requests
      // Some answers take a moment, so that a death meets requests under way.
      request.resume().on('end', () => setTimeout(() => response.end(this.#name), (number % 4) * 3))
    })
    // While it was down, another socket may have got its port.
    await waitUntil(
      async () => {
        server.listen(this.port, '127.0.0.1')
        await once(server, 'listening')
        return true
      },
      { what: `port ${this.port} to be free` },
    )
    this.port = portOf(server)
    this.#server = server
    const death = this.deaths.at(-1)
    if (death !== undefined) death.until = Date.now()
  }

  /** Closes the port and breaks every connection. */
  kill(): void {
    this.deaths.push({ from: Date.now(), until: Number.POSITIVE_INFINITY })
    this.#server?.close()
    this.#server?.closeAllConnections()
    this.#server = undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill()
  }
}

/** How one request ended. */
export interface Outcome {
  readonly id: string
  readonly method: string
  /** Undefined when the connection broke before an answer was whole. */
  readonly status: number | undefined
}

/** Clients that send one request after the other, until told to stop. */
export class SteadyLoad {
  readonly outcomes: Outcome[] = []
  /** Kept connections that the edge closed. */
  dropped = 0
  readonly #running: Promise<void>[] = []
  #stopped = false

  /** Starts a client. `keep`: one connection for all its requests, else one for each. */
  add(name: string, connect: () => Promise<Wire>, keep: boolean): void {
    this.#running.push(this.#run(name, connect, keep))
  }

  /** Waits for so many more answers. */
  async more(count: number): Promise<void> {
    const mark = this.outcomes.length + count
    await waitUntil(() => this.outcomes.length >= mark, { what: `${count} more answers`, within: 20_000 })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#running)
  }

  async #run(name: string, connect: () => Promise<Wire>, keep: boolean): Promise<void> {
    let wire: Wire | undefined
    for (let number = 1; !this.#stopped; number++) {
      wire ??= await connect()
      const method = number % 3 === 0 ? 'POST' : 'GET'
      const outcome = await ask(wire, method, `${name}-${number}`)
      this.outcomes.push(outcome)
      const { closed, ended } = wire
      if (keep && (closed || ended)) this.dropped++
      if (keep && !closed && !ended) continue
      wire.socket.destroy()
      wire = undefined
    }
    wire?.socket.destroy()
  }
}

const body = 'x'.repeat(2_000)

async function ask(wire: Wire, method: string, id: string): Promise<Outcome> {
  const head = `${method} / HTTP/1.1\r\nHost: mail.test\r\nclient-request-id: ${id}\r\n`
  wire.send(method === 'GET' ? `${head}\r\n` : `${head}Content-Length: ${body.length}\r\n\r\n${body}`)
  try {
    const answer = await wire.message()
    return { id, method, status: Number(answer.head.split(' ')[1]) }
  } catch {
    return { id, method, status: undefined }
  }
}
