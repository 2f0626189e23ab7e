// Exchange servers for tests, on a network of their own: every address of the plan leads to its socket on loopback.

import { once } from 'node:events'
import { connect } from 'node:net'
import { type AdvanceableClock, createClock } from '../../../base/clock.ts'
import { waitUntil } from '../../../base/deadline.ts'
import type { KeyPair } from '../../../base/key-pair.ts'
import type { HopRecord } from '../../../base/trace.ts'
import type { Dial } from '../../../base/vantage-point.ts'
import { startExchangeServer } from '../../../mock-exchange/exchange.ts'
import type { ExchangeSetup, MockSurroundings, StartedExchange } from '../../../mock-exchange/types.ts'
import type { VdirModule } from '../../../mock-exchange/vdirs/types.ts'
import { loadPlanText } from '../../../topology/index.ts'
import { selfSigned } from './certificates.ts'
import { echoModules } from './echo-modules.ts'
import { createLinks } from './links.ts'

/** Two servers; alice's mailbox is on cas1 unless told, bob's on cas2. `cas1` takes more lines, indented by four. */
const topologyText = ({ cas1 = '', alice = 'cas1' }: ServersOptions): string => `
domain: contoso.com
hosts:
  cas1:
    role: exchange
    intranet: 192.168.16.1
${cas1}
  cas2:
    role: exchange
    intranet: 192.168.16.2
users:
  alice: { password: "Pässword:1", server: ${alice} }
  bob: { password: "Bob's secret", server: cas2 }
`

export interface Servers extends AsyncDisposable {
  readonly cas1: StartedExchange
  readonly cas2: StartedExchange
  readonly clock: AdvanceableClock
  /** All that was recorded until now. */
  readonly hops: readonly HopRecord[]
  /** Certificate to trust for a server's Default Web Site. */
  readonly certificate: string
  /** Certificate to trust for the Exchange Back End site of cas1. */
  readonly backEndCertificate: string
  /** Waits for a record. */
  hop(wanted: (hop: HopRecord) => boolean): Promise<HopRecord>
  /** Real port of a server's socket. */
  port(server: 'cas1' | 'cas2', port: number): number
}

export interface ServersOptions {
  readonly cas1?: string
  readonly alice?: 'cas1' | 'cas2'
  readonly modules?: readonly VdirModule[]
}

const front = selfSigned(['mail.contoso.com', 'cas1.contoso.com', 'cas2.contoso.com'])

export async function startServers(options: ServersOptions = {}): Promise<Servers> {
  const { plan } = loadPlanText(topologyText(options))
  const hops: HopRecord[] = []
  const clock = createClock()
  const ports = new Map<string, number>()
  const dial: Dial = async (address, port) => {
    const socket = connect(ports.get(`${address}:${port}`) ?? 1, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const links = createLinks()
  const surroundings: MockSurroundings = {
    dial,
    clock,
    record: (hop) => hops.push(hop),
    held: () => {},
    users: plan.users,
    domain: plan.domain,
    trust: [],
    netbios: plan.netbios,
    organisation: plan.organisation,
  }
  const backEnds = new Map<string, KeyPair>()
  for (const { host, fqdn } of plan.exchangeServers) backEnds.set(host, selfSigned([fqdn]))
  const mailboxServers: ExchangeSetup['mailboxServers'] = new Map(
    plan.exchangeServers
      .filter(({ roles }) => roles.includes('mailbox'))
      .map(({ host, fqdn, address }) => [host, { fqdn, endpoint: { address, port: 444 } }]),
  )

  await using starting = new AsyncDisposableStack()
  starting.use(clock)
  const started = new Map<string, StartedExchange>()
  for (const server of plan.exchangeServers) {
    const backEnd = backEnds.get(server.host) ?? front
    const setup = { plan: server, frontEnd: front, backEnd, mailboxServers, link: links.link }
    const running = starting.use(await startExchangeServer(setup, surroundings, options.modules ?? echoModules()))
    started.set(server.host, running)
    for (const { endpoint, port } of running.sockets) ports.set(`${endpoint.address}:${endpoint.port}`, port)
    links.add(running.sockets)
  }
  const running = starting.move()
  const named = (host: string): StartedExchange => {
    const server = started.get(host)
    if (server === undefined) throw new Error(`no server ${host}`)
    return server
  }

  return {
    cas1: named('cas1'),
    cas2: named('cas2'),
    clock,
    hops,
    certificate: front.certificate,
    backEndCertificate: backEnds.get('cas1')?.certificate ?? '',
    hop: (wanted) => waitUntil(() => hops.find(wanted), { what: 'the record of a hop' }),
    port(server, port) {
      return named(server).sockets.find((socket) => socket.endpoint.port === port)?.port ?? 0
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
