// A lab without a network, for tests of the runner: it counts what it is asked and answers from memory.

import type { AdvanceableClock } from '../../base/clock.ts'
import type { HopRecord } from '../../base/trace.ts'
import type { StartedLab } from '../../lab/types.ts'
import type { LabPlan } from '../../topology/lab-plan.ts'

export interface FakeLab {
  /** What was done to it, in order: `configure cas1 owa`, `dispose` … */
  readonly log: string[]
  readonly lab: StartedLab
}

/** A server that has had no traffic. */
const quiet = {
  requestsInFlight: 0,
  address: { address: '192.0.2.1', port: 80 },
  responseMilliseconds: undefined,
  requestBytes: 0,
  responseBytes: 0,
  connections: 0,
}

export function fakeLab(plan: LabPlan): FakeLab {
  const log: string[] = []
  const hops: HopRecord[] = []
  const clock: AdvanceableClock = {
    now: () => 0,
    after: () => () => {},
    advance: (milliseconds) => void log.push(`advance ${milliseconds}`),
    [Symbol.dispose]() {},
  }
  const unused = (): never => {
    throw new Error('not part of the fake lab')
  }
  const exchangeServers = new Map(
    plan.exchangeServers.map((server) => [
      server.host,
      {
        plan: server,
        sockets: [],
        setVdir: (vdir: string, settings: object) =>
          void log.push(`set ${server.host} ${vdir} ${JSON.stringify(settings)}`),
        setBackEndSslFlags: (vdir: string, flags: string) => void log.push(`back end ${server.host} ${vdir} ${flags}`),
        setOutlookAnywhere: (settings: object) => void log.push(`oa ${server.host} ${JSON.stringify(settings)}`),
        recycle: (pool: string) => void log.push(`recycle ${server.host} ${pool}`),
        iisreset: () => void log.push(`iisreset ${server.host}`),
        poolOf: (vdir: string) => `pool of ${vdir}`,
        inject(fault: object) {
          log.push(`break ${server.host} ${JSON.stringify(fault)}`)
          return () => void log.push(`mend ${server.host}`)
        },
        setCertificate: unused,
        [Symbol.asyncDispose]: async () => {},
      },
    ]),
  )
  const edges = new Map(
    plan.edges.map(({ name }) => [
      name,
      {
        name,
        listeners: [],
        draining: false,
        metrics: () => ({}),
        servers: () => [
          { farm: 'cas', server: 'cas1', state: 'available' as const, healthy: true, reason: undefined, ...quiet },
          {
            farm: 'cas',
            server: 'cas2',
            state: 'available' as const,
            healthy: false,
            reason: 'answered 403',
            ...quiet,
          },
        ],
        refused: unused,
        warnings: () => [],
        whenProbed: async () => undefined,
        probe: async () => void log.push(`probe ${name}`),
        setServerState: unused,
        reload: unused,
        close: unused,
        [Symbol.asyncDispose]: async () => {},
      },
    ]),
  )
  const lab: StartedLab = {
    plan,
    ca: '',
    clock,
    edges,
    exchangeServers,
    essentialsServers: new Map(),
    dns: { internet: '', intranet: '' },
    gateways: { internet: '', intranet: '' },
    from: (vantage) => ({
      vantage,
      resolve: async (name, type) =>
        name === 'mail.contoso.com'
          ? { status: 'answer', records: [{ name, type, ttl: 60, value: '203.0.113.10' }], authoritative: true }
          : { status: 'nxdomain', records: [], authoritative: true },
      dial: unused,
      trust: [],
    }),
    whenHeld: () => Promise.resolve(),
    record: (hop) => void hops.push(hop),
    trace: async (id) => hops.filter(({ requestId }) => requestId === id),
    hops: () => hops,
    activeSync: {
      devices: () => [],
      setDefaultAccess: (access) => void log.push(`default access ${access}`),
      setAccess: (user, id, access) => void log.push(`${access} ${user} ${id}`),
      setEnabled: (user, enabled) => void log.push(`ActiveSync of ${user} ${enabled}`),
      wipe: (user, id) => void log.push(`wipe ${user} ${id}`),
    },
    resetMailboxes: unused,
    stopHost(host) {
      log.push(`stop ${host}`)
      return () => void log.push(`start ${host}`)
    },
    async replaceCertificate(host, settings) {
      log.push(`certificate ${host} ${JSON.stringify(settings)}`)
      return () => void log.push(`certificate back ${host}`)
    },
    state: unused,
    [Symbol.asyncDispose]: async () => void log.push('dispose'),
  }
  return { log, lab }
}
