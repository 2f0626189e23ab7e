// A small world for the clients: names, addresses, and servers of the test's own on loopback.

import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'
import { dialTcp } from '../../base/dial-tcp.ts'
import type { DnsAnswer, DnsType } from '../../base/dns-answer.ts'
import { createHeldRequests, type HeldRequests } from '../../base/held-requests.ts'
import type { KeyPair } from '../../base/key-pair.ts'
import type { HopRecord } from '../../base/trace.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import { type Authority, createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import type { ActionContext, Credentials } from '../../clients/types.ts'

export const alice: Credentials = {
  user: 'alice',
  domain: 'CONTOSO',
  password: 'Pa55w.rd',
  mailbox: 'alice@contoso.com',
  mailboxGuid: '3a8b0d2e-0000-4000-8000-000000000001',
}

export interface World extends AsyncDisposable {
  readonly from: VantagePoint
  readonly hops: HopRecord[]
  readonly held: HeldRequests
  readonly authority: Authority
  /** A certificate that clients of this world trust. */
  certificate(...names: string[]): Promise<KeyPair>
  /** An answer of the DNS by name and type; `status` alone for a negative one. */
  name(name: string, type: DnsType, value: string | DnsAnswer['status']): void
  /** A connection to a port of this machine. */
  loopback(port: number, signal?: AbortSignal): Promise<Socket>
  /** Puts a port of this machine at an address and port of the world. */
  place(where: string, port: number): void
  /** Puts a server at an address and port of the world. */
  serve(where: string, server: Server): Promise<void>
  context(overrides?: Partial<ActionContext>): ActionContext
}

const negative = new Set<string>(['nodata', 'nxdomain', 'servfail', 'refused', 'timeout'])

/** Disposing of it ends every server that was put into it. */
export async function createWorld(): Promise<World> {
  const authority = await createAuthority({ commonName: 'Bridgehead Test CA', keyStore: createKeyStore() })
  const answers = new Map<string, DnsAnswer>()
  const ports = new Map<string, number>()
  const servers = new Set<Server>()
  const hops: HopRecord[] = []

  const loopback = (port: number, signal?: AbortSignal): Promise<Socket> => dialTcp({ port, host: '127.0.0.1' }, signal)

  const from: VantagePoint = {
    vantage: 'internet',
    trust: [authority.certificate],
    resolve: async (name, type) =>
      answers.get(`${name} ${type}`) ?? {
        status: [...answers.keys()].some((key) => key.startsWith(`${name} `)) ? 'nodata' : 'nxdomain',
        records: [],
        authoritative: true,
      },
    dial: async (address, port, signal) => {
      const real = ports.get(`${address}:${port}`)
      if (real === undefined) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })
      return loopback(real, signal)
    },
  }

  const held = createHeldRequests()
  return {
    from,
    held,
    hops,
    authority,
    loopback,
    place: (where, port) => void ports.set(where, port),
    certificate: (...names) => issue(authority, { names, slot: `test clients ${names.join(' ')}` }),
    name(name, type, value) {
      const answer: DnsAnswer = negative.has(value)
        ? { status: value as DnsAnswer['status'], records: [], authoritative: true }
        : { status: 'answer', records: [{ name, type, ttl: 60, value }], authoritative: true }
      answers.set(`${name} ${type}`, answer)
    },
    async serve(where, server) {
      servers.add(server)
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      ports.set(where, (server.address() as AddressInfo).port)
    },
    context: (overrides = {}) => ({
      from,
      as: alice,
      signal: new AbortController().signal,
      record: (hop) => hops.push(hop),
      whenHeld: held.when,
      established: () => {},
      ...overrides,
    }),
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') {
          server.closeAllConnections()
        }
        server.close()
        if (server.listening) await once(server, 'close')
      }
    },
  }
}
