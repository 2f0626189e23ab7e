// A small host for the modules under test: the Exchange Back End alone, with Basic for a log-on, on a real socket. The
// front end's own part (log-on, relay) has its tests where it lives.

import type { Test } from 'tap'
import { type AdvanceableClock, createClock } from '../../../base/clock.ts'
import { dialTcp } from '../../../base/dial-tcp.ts'
import { startHttpServer } from '../../../mock-exchange/iis/http-server/server.ts'
import { createRequestLog } from '../../../mock-exchange/iis/log.ts'
import { matchedPath } from '../../../mock-exchange/iis/paths.ts'
import { createWebApp } from '../../../mock-exchange/iis/web-app.ts'
import type { VdirContext, VdirModule } from '../../../mock-exchange/vdirs/types.ts'
import type { ExchangePlan, OrganisationPlan, UserPlan, VdirPlan } from '../../../topology/lab-plan.ts'
import { type VdirName, vdirNames } from '../../../topology/schema/exchange.ts'

export interface Host {
  readonly port: number
  readonly url: string
  readonly clock: AdvanceableClock
  readonly context: VdirContext
  /** What the client side is said to be: scheme and host of `originOf`. */
  origin: { scheme: 'http' | 'https'; host: string }
  plan: ExchangePlan
  organisation: OrganisationPlan
  /** Aborts the held requests of all vdirs, as a recycle of their pools does. */
  recycle(): void
}

export const alice = user('alice', 'Alice Ångström', '11111111-2222-4333-8444-555555555555')
export const bob = user('bob', 'Bob Builder', '66666666-7777-4888-8999-aaaaaaaaaaaa')
/** Can log on and has no mailbox. */
export const operator: UserPlan = {
  ...user('operator', 'Operator', '00000000-0000-4000-8000-000000000001'),
  server: undefined,
}

export function user(name: string, displayName: string, mailboxGuid: string): UserPlan {
  const mailbox = `${name}@contoso.com`
  return {
    user: name,
    domain: 'CONTOSO',
    password: 'Pa$$w0rd',
    displayName,
    mailbox,
    server: 'ex1',
    mailboxGuid,
    administrator: name === 'operator',
    quota: 2 * 1_024 ** 3,
    content: undefined,
    activeSync: { enabled: true, allowedDevices: [], blockedDevices: [], redirect: undefined },
  }
}

/** The value of `Authorization` for a user. */
export function basic({ user, domain, password }: UserPlan): string {
  return `Basic ${Buffer.from(`${domain}\\${user}:${password}`).toString('base64')}`
}

export function exchangePlan(changes: Partial<ExchangePlan> = {}): ExchangePlan {
  const vdir = (name: VdirName): VdirPlan => ({
    name,
    sslFlags: 'inherit',
    authentication: ['basic'],
    extendedProtection: 'None',
    internalUrl: `https://ex1.contoso.com/${name}`,
    externalUrl: `https://mail.contoso.com/${name}`,
    mrsProxyEnabled: false,
  })
  const all = <Value>(value: (name: VdirName) => Value): Record<VdirName, Value> =>
    Object.fromEntries(vdirNames.map((name) => [name, value(name)])) as Record<VdirName, Value>
  return {
    host: 'ex1',
    fqdn: 'ex1.contoso.com',
    address: '192.168.16.3',
    version: '2013',
    roles: ['client-access', 'mailbox'],
    certificate: undefined,
    vdirs: all(vdir),
    backEndSslFlags: all(() => 'inherit' as const),
    outlookAnywhere: { sslOffloading: true, externalHostname: 'mail.contoso.com', internalHostname: 'ex1.contoso.com' },
    serviceConnectionPoint: {
      internalUri: 'https://ex1.contoso.com/Autodiscover/Autodiscover.xml',
      siteScope: ['Default-First-Site-Name'],
    },
    ...changes,
  }
}

const organisation = {
  mapiHttpEnabled: true,
  hangingConnectionLimit: 3,
  mapiSessionLimit: 32,
  addressBookSessionLimit: 50,
}

const everybody = [alice, bob, operator]

/** The server as protocols see it, without a request: for what is called directly. */
export function serverContext(clock: AdvanceableClock): VdirContext {
  const plan = exchangePlan()
  return {
    plan,
    clock,
    dial: (host, port, signal) => dialTcp({ host, port }, signal),
    users: everybody,
    domain: 'contoso.com',
    trust: [],
    netbios: 'CONTOSO',
    organisation: { ...organisation },
    servers: [{ host: 'ex1', fqdn: 'ex1.contoso.com' }],
    settings: (name) => plan.vdirs[name],
    outlookAnywhere: () => plan.outlookAnywhere,
    identityOf: () => undefined,
    originOf: () => ({ scheme: 'https', host: 'mail.contoso.com' }),
    signalOf: () => new AbortController().signal,
    noteHeld: () => undefined,
    frontEndKey: () => {
      throw new Error('this host has no certificate')
    },
  }
}

/** Starts the back end of some modules; it is stopped with the test. */
export async function startHost(
  t: Test,
  modules: readonly VdirModule[],
  others: readonly UserPlan[] = [],
): Promise<Host> {
  const clock = createClock()
  const users = [...everybody, ...others]
  let pool = new AbortController()
  const host = {
    clock,
    plan: exchangePlan(),
    organisation: { ...organisation },
    origin: { scheme: 'https', host: 'mail.contoso.com' },
    recycle: () => {
      const old = pool
      pool = new AbortController()
      old.abort()
    },
  } as Host
  const context: VdirContext = {
    ...serverContext(clock),
    get plan() {
      return host.plan
    },
    users,
    get organisation() {
      return host.organisation
    },
    settings: (name) => host.plan.vdirs[name],
    outlookAnywhere: () => host.plan.outlookAnywhere,
    identityOf: (request) => users.find((user) => basic(user) === request.headers.authorization),
    originOf: () => host.origin,
    signalOf: () => pool.signal,
  }

  const web = createWebApp(createRequestLog('back-end', 'ex1', () => undefined))
  for (const module of modules) {
    web.app.register(async (scope) => module.backEnd(scope, context))
  }
  await web.app.ready()

  let connections = 0
  const server = await startHttpServer({
    nextConnection: () => ++connections,
    handler: (arrival) => web.route(arrival, matchedPath(arrival.request.url ?? '') ?? '/'),
  })
  t.teardown(async () => {
    pool.abort()
    await server[Symbol.asyncDispose]()
    await web[Symbol.asyncDispose]()
    clock[Symbol.dispose]()
  })
  return Object.assign(host, { context, port: server.port, url: `http://127.0.0.1:${server.port}` })
}
