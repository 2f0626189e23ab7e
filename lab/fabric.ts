// The lab's network (DESIGN.md, decision 4): ports, not packets.
//
//   (192.168.16.3, 443) ──▶ 127.0.0.1:40123      a table; every row is a real listener on loopback
//
// Who may reach what is decided when a connection is dialled, by the network that the dialling host stands in:
//
//   internet ──▶ internet addresses only                       (192.168.x from outside: no route)
//   intranet ──▶ intranet addresses, and internet addresses, but not its own router's unless that does hairpin NAT

import type { OnReadOpts, Socket } from 'node:net'
import { dialTcp } from '../base/dial-tcp.ts'
import { endpointText } from '../base/endpoint-text.ts'
import { createLink } from '../base/link.ts'
import type { Dial, Link, Vantage } from '../base/vantage-point.ts'
import type { Endpoint } from '../topology/edge-plan.ts'
import type { HostAddresses } from '../topology/lab-plan.ts'

export interface Fabric {
  /**
   * Says that an endpoint is served by a listener on 127.0.0.1; the answer takes it off the table.
   * @param accept serves a link; without it nobody can link to the endpoint
   */
  register(endpoint: Endpoint, port: number, accept?: (socket: Socket) => void): () => void
  /** Whether what stands in a network finds a way to an address, if anything listens there. */
  reaches(vantage: Vantage, address: string): boolean
  /** The dial function of something that stands at `address` in a network. */
  dialFrom(vantage: Vantage, address: string): Dial
  /** The same for connections that stay within this process. */
  linkFrom(vantage: Vantage, address: string): Link
  /** Passes a connection on (a router's port forward): like dialling, but the server sees the first client's address. */
  relay(incoming: Socket, vantage: Vantage, to: Endpoint): Promise<Socket>
  /** The lab address of the client behind a loopback socket, as the server sees it; the socket's own when it came from outside. */
  clientOf(remoteAddress: string, remotePort: number): Endpoint
  /** Takes all addresses of a host off the network and breaks its connections; the answer puts it back. */
  disconnect(host: HostAddresses): () => void
  /** Loopback port of an endpoint; undefined when nothing listens there. */
  portOf(endpoint: Endpoint): number | undefined
  /** Every endpoint with its loopback port. */
  endpoints(): readonly { readonly endpoint: Endpoint; readonly port: number }[]
}

interface Row {
  readonly endpoint: Endpoint
  readonly port: number
  readonly accept: ((socket: Socket) => void) | undefined
}

export interface FabricOptions {
  readonly hosts: Iterable<HostAddresses>
  /** Public addresses of routers that refuse to turn intranet traffic round (no NAT loopback). */
  readonly withoutHairpin: ReadonlySet<string>
}

/** Makes an empty fabric that knows which address lies in which network. */
export function createFabric({ hosts, withoutHairpin }: FabricOptions): Fabric {
  const table = new Map<string, Row>()
  const networkOf = new Map<string, Vantage>()
  for (const host of hosts) {
    if (host.internet !== undefined) networkOf.set(host.internet, 'internet')
    if (host.intranet !== undefined) networkOf.set(host.intranet, 'intranet')
  }
  const clients = new Map<number, Endpoint>()
  const open = new Map<string, Set<Socket>>()
  const unplugged = new Map<string, number>()

  const reaches = (vantage: Vantage, address: string): boolean => {
    const network = networkOf.get(address)
    if (network === undefined) return false
    return vantage === 'internet' ? network === 'internet' : !withoutHairpin.has(address)
  }

  /** What serves an endpoint. @throws when there is no way there, or nothing listens */
  const rowFor = (vantage: Vantage, from: string, to: Endpoint): Row => {
    const cut = unplugged.has(to.address) || unplugged.has(from)
    // A router knows its own public address, with hairpin or without.
    if (cut || !(reaches(vantage, to.address) || from === to.address)) throw unreachable(to, from)
    const row = table.get(endpointText(to))
    if (row === undefined) throw refused(to)
    return row
  }

  /** So that the connection breaks with the hosts at its ends. */
  const track = (socket: Socket, addresses: readonly string[]): void => {
    for (const address of addresses) remember(open, address, socket)
    socket.once('close', () => {
      for (const address of addresses) open.get(address)?.delete(socket)
    })
  }

  const dial = async (
    vantage: Vantage,
    client: (socket: Socket) => Endpoint,
    from: string,
    to: Endpoint,
    signal?: AbortSignal,
    onread?: OnReadOpts,
  ): Promise<Socket> => {
    const row = rowFor(vantage, from, to)
    const socket = await dialTcp({ host: '127.0.0.1', port: row.port, onread }, signal, (socket) => {
      const local = socket.localPort ?? 0
      clients.set(local, client(socket))
      track(socket, [from, to.address])
      socket.once('close', () => clients.delete(local))
    })
    return socket
  }

  const clientOf = (remoteAddress: string, remotePort: number): Endpoint =>
    clients.get(remotePort) ?? { address: remoteAddress.replace(/^::ffff:/, ''), port: remotePort }

  return {
    register(endpoint, port, accept) {
      const key = endpointText(endpoint)
      table.set(key, { endpoint, port, accept })
      return () => table.delete(key)
    },
    reaches,
    dialFrom: (vantage, from) => (address, port, signal, onread) =>
      dial(
        vantage,
        (socket) => ({ address: from, port: socket.localPort ?? 0 }),
        from,
        { address, port },
        signal,
        onread,
      ),
    linkFrom: (vantage, from) => (address, port) => {
      const { endpoint, accept } = rowFor(vantage, from, { address, port })
      if (accept === undefined) throw refused(endpoint)
      const [opening, accepting] = createLink(from)
      track(opening, [from, address])
      accept(accepting)
      return opening
    },
    relay(incoming, vantage, to) {
      const client = clientOf(incoming.remoteAddress ?? '', incoming.remotePort ?? 0)
      return dial(vantage, () => client, client.address, to)
    },
    clientOf,
    disconnect(host) {
      const addresses = [host.internet, host.intranet].filter((address) => address !== undefined)
      for (const address of addresses) {
        unplugged.set(address, (unplugged.get(address) ?? 0) + 1)
        for (const socket of open.get(address) ?? []) socket.destroy()
      }
      let plugged = false
      return () => {
        if (plugged) return
        plugged = true
        for (const address of addresses) {
          const times = (unplugged.get(address) ?? 1) - 1
          if (times === 0) unplugged.delete(address)
          else unplugged.set(address, times)
        }
      }
    },
    portOf: (endpoint) => table.get(endpointText(endpoint))?.port,
    endpoints: () => [...table.values()],
  }
}

function remember(open: Map<string, Set<Socket>>, address: string, socket: Socket): void {
  const sockets = open.get(address)
  if (sockets === undefined) open.set(address, new Set([socket]))
  else sockets.add(socket)
}

// The same codes as the operating system's, so that everything above treats both alike (base/failure-cause.ts).
function refused({ address, port }: Endpoint): Error {
  return Object.assign(new Error(`connect ECONNREFUSED ${address}:${port}: nothing listens there`), {
    code: 'ECONNREFUSED',
    address,
    port,
  })
}

function unreachable({ address, port }: Endpoint, from: string): Error {
  return Object.assign(new Error(`connect EHOSTUNREACH ${address}:${port}: no way there from ${from}`), {
    code: 'EHOSTUNREACH',
    address,
    port,
  })
}
