// The two channels of Outlook Anywhere as a client opens them.

import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Test } from 'tap'
import { PduSplitter } from '../../../../protocols/dcerpc/index.ts'
import { channelLifetime, connA1, connB1 } from '../../../../protocols/rts/index.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import { basic } from '../host.ts'

export interface Server {
  readonly port: number
  /** PEM to trust; makes it TLS. */
  readonly trust?: string
}

export interface ChannelOptions {
  readonly as: UserPlan
  readonly endpoint?: string
  readonly length?: number
}

export function open(server: Server, method: string, { as, endpoint, length }: ChannelOptions): ClientRequest {
  const options = {
    host: '127.0.0.1',
    port: server.port,
    method,
    path: `/rpc/rpcproxy.dll?${endpoint ?? `${as.mailboxGuid}@contoso.com:6001`}`,
    headers: {
      host: 'mail.contoso.com',
      authorization: basic(as),
      accept: 'application/rpc',
      'user-agent': 'MSRPC',
      'content-length': length ?? channelLifetime,
    },
    agent: false,
  }
  return server.trust === undefined
    ? request(options)
    : secureRequest({ ...options, ca: server.trust, servername: 'mail.contoso.com' })
}

/** The OUT channel: PDUs one by one, with what is left over waiting. */
export class OutChannel {
  readonly response: IncomingMessage
  readonly #splitter = new PduSplitter()
  readonly #pdus: Buffer[] = []
  #ended = false
  #wake = (): void => undefined

  constructor(response: IncomingMessage) {
    this.response = response
    response.on('data', (chunk: Buffer) => {
      this.#pdus.push(...this.#splitter.push(chunk))
      this.#wake()
    })
    response.on('error', () => undefined)
    response.once('close', () => {
      this.#ended = true
      this.#wake()
    })
  }

  /** The next PDU as hex; `undefined` once the channel is closed. */
  async next(): Promise<string | undefined> {
    while (this.#pdus.length === 0 && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#pdus.shift()?.toString('hex')
  }
}

/** A cookie of sixteen equal bytes. */
export const cookie = (byte: number): Buffer => Buffer.alloc(16, byte)

/** Opens the OUT channel of a virtual connection and sends CONN/A1. */
export async function openOut(server: Server, options: ChannelOptions, virtual = 1): Promise<OutChannel> {
  const opening = connA1({ virtualConnection: cookie(virtual), outChannel: cookie(2) })
  const out = open(server, 'RPC_OUT_DATA', { length: opening.length, ...options })
  out.on('error', () => undefined)
  out.end(opening)
  const [response] = await once(out, 'response')
  return new OutChannel(response)
}

/** Opens the IN channel and sends CONN/B1; it stays open until the test ends it. */
export function openIn(t: Test, server: Server, options: ChannelOptions, virtual = 1): ClientRequest {
  const into = open(server, 'RPC_IN_DATA', options)
  into.on('error', () => undefined)
  t.teardown(() => into.destroy())
  into.write(connB1({ virtualConnection: cookie(virtual), inChannel: cookie(3), associationGroup: cookie(4) }))
  return into
}

/** Resolves once the request is closed, by whichever side. */
export function closed(channel: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    if (channel.closed) resolve()
    else channel.once('close', () => resolve())
  })
}
