// A DNS server on UDP and TCP: authority for its zones, and the way to another server for all else if it has one.

import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { ZonePlan } from '../topology/lab-plan.ts'
import { zoneTable } from './answer.ts'
import type { ServerAddress } from './exchange.ts'
import { createForwarder } from './forwarder.ts'
import { listenOnBoth } from './listen.ts'
import { respond } from './responder.ts'
import { serveConnection } from './tcp-connection.ts'
import { createZone } from './zone.ts'

export interface DnsServerOptions {
  readonly zones: readonly ZonePlan[]
  /** Server to ask for names that no zone holds; such names are REFUSED when absent. */
  readonly forwardTo?: ServerAddress
  /** 127.0.0.1 when absent. */
  readonly host?: string
  /** Any free one when absent or 0. */
  readonly port?: number
}

/** A running DNS server. Disposing it closes both sockets and ends what is under way. */
export interface StartedDns extends AsyncDisposable {
  readonly host: string
  /** The same number for UDP and TCP. */
  readonly port: number
  /** Other zones, from the next query on. @throws BH_ERR_DNS_ALIAS, BH_ERR_DNS_NAME, BH_ERR_DNS_ZONE_TWICE; the old ones then stay */
  setZones(zones: readonly ZonePlan[]): void
}

/** TCP connections at a time. */
const maximumConnections = 200

/** @throws BH_ERR_DNS_ALIAS, BH_ERR_DNS_NAME, BH_ERR_DNS_ZONE_TWICE, BH_ERR_PORT_IN_USE, BH_ERR_DNS_NO_PORT */
export async function startDnsServer(options: DnsServerOptions): Promise<StartedDns> {
  const { forwardTo, host = '127.0.0.1' } = options
  const stop = new AbortController()
  const forwarder = forwardTo === undefined ? undefined : createForwarder(forwardTo, stop.signal)
  let zones = zoneTable(options.zones.map((plan) => createZone(plan)))

  const connections = new Set<Socket>()
  const tcp = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    serveConnection(socket, (message) => respond({ zones, forwarder }, message, 'tcp'))
  })
  tcp.maxConnections = maximumConnections
  const { udp, port } = await listenOnBoth(tcp, host, options.port ?? 0)
  // A client that is gone again (Windows tells of it) or a socket that has just been closed: nobody to tell.
  udp.on('error', () => undefined)
  udp.on('message', (message, client) => {
    void respond({ zones, forwarder }, message, 'udp').then((reply) => {
      if (reply !== undefined && !stop.signal.aborted) udp.send(reply, client.port, client.address, () => undefined)
    })
  })

  return {
    host,
    port,
    setZones(plans) {
      zones = zoneTable(plans.map((plan) => createZone(plan)))
    },
    async [Symbol.asyncDispose]() {
      if (stop.signal.aborted) return
      stop.abort()
      const closed = [once(udp, 'close'), once(tcp, 'close')]
      udp.close()
      tcp.close()
      for (const socket of connections) socket.destroy()
      await Promise.all(closed)
    },
  }
}
