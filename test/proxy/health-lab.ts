// A web server to be probed, the farm that it is the only server of, and its member.

import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Server as TcpServer } from 'node:net'
import { dialTcp } from '../../base/dial-tcp.ts'
import type { KeyPair } from '../../base/key-pair.ts'
import type { Dial } from '../../base/vantage-point.ts'
import { createMembers, type Member } from '../../proxy/member.ts'
import type { FarmPlan, HealthPlan } from '../../topology/edge-plan.ts'
import { farmPlan, healthPlan, serverPlan } from './edge-plan.ts'

/** Dials straight to the network. */
export const dial: Dial = (host, port, signal, onread) => dialTcp({ host, port, onread }, signal)

/** Starts a server on loopback: HTTP, or HTTPS with a key pair. */
export async function startServer(answer: RequestListener, pair?: KeyPair): Promise<Server> {
  const server =
    pair === undefined
      ? createServer(answer)
      : createTlsServer({ cert: pair.certificate, key: pair.privateKey }, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

/** The port of a listening server. */
export function portOf(server: TcpServer): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  return address.port
}

/** A farm with one server on this port of loopback, probed at /owa/healthcheck.htm, once an hour unless told. */
export function probedFarm(
  port: number,
  health: Partial<HealthPlan> = {},
  settings: Partial<FarmPlan> = {},
): { farm: FarmPlan; member: Member } {
  const farm = farmPlan('cas', [], {
    servers: [serverPlan('cas1', { address: '127.0.0.1', port })],
    health: healthPlan({ path: '/owa/healthcheck.htm', ...health }),
    ...settings,
  })
  const [member] = createMembers(farm)
  if (member === undefined) throw new Error('no member')
  return { farm, member }
}
