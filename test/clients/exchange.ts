// A world with a real mock Exchange server in it: mail.contoso.com and autodiscover.contoso.com lead to its Default Web
// Site at 192.168.16.1, where the mailboxes of alice and bob are.

import { type AdvanceableClock, createClock } from '../../base/clock.ts'
import type { KeyPair } from '../../base/key-pair.ts'
import type { HopRecord } from '../../base/trace.ts'
import { HttpSession } from '../../clients/http/index.ts'
import type { ActionContext, Credentials } from '../../clients/types.ts'
import { startExchange } from '../../mock-exchange/index.ts'
import { type MailboxStore, mailboxesOf } from '../../mock-exchange/mailbox/store.ts'
import type { StartedExchange } from '../../mock-exchange/types.ts'
import { loadPlanText } from '../../topology/index.ts'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { createLinks } from '../mock-exchange/support/links.ts'
import { createWorld, type World } from './world.ts'

export interface ExchangeWorld extends World {
  readonly server: StartedExchange
  readonly clock: AdvanceableClock
  readonly users: readonly UserPlan[]
  /** A set of connections that an action may keep. */
  session(): HttpSession
  readonly mailboxes: MailboxStore
  /** What the server recorded. */
  readonly serverHops: readonly HopRecord[]
  user(name: 'alice' | 'bob'): Credentials
}

const topology = `
domain: contoso.com
hosts:
  cas1:
    role: exchange
    intranet: 192.168.16.1
    externalHostname: mail.contoso.com
users:
  alice: { password: "Pa55w.rd", server: cas1 }
  bob: { password: "Bob's secret", server: cas1 }
`

export async function createExchangeWorld(): Promise<ExchangeWorld> {
  await using starting = new AsyncDisposableStack()
  const world = starting.use(await createWorld())
  const clock = starting.use(createClock())
  const { plan } = loadPlanText(topology)
  const [cas1] = plan.exchangeServers
  if (cas1 === undefined) throw new Error('no server')
  const serverHops: HopRecord[] = []
  const frontEnd: KeyPair = await world.certificate('mail.contoso.com', 'autodiscover.contoso.com')
  const backEnd: KeyPair = await world.certificate(cas1.fqdn)
  const address = (port: number): string => `${cas1.address}:${port}`
  const links = createLinks()
  const server = starting.use(
    await startExchange(
      {
        plan: cas1,
        frontEnd,
        backEnd,
        mailboxServers: new Map([[cas1.host, { fqdn: cas1.fqdn, endpoint: { address: cas1.address, port: 444 } }]]),
        link: links.link,
      },
      {
        dial: world.from.dial,
        clock,
        record: (hop) => serverHops.push(hop),
        held: world.held.note,
        users: plan.users,
        domain: plan.domain,
        trust: [],
        netbios: plan.netbios,
        organisation: plan.organisation,
      },
    ),
  )
  for (const { endpoint, port } of server.sockets) world.place(address(endpoint.port), port)
  links.add(server.sockets)
  for (const name of ['mail.contoso.com', 'autodiscover.contoso.com']) world.name(name, 'A', cas1.address)

  const user = (name: string): Credentials => {
    const found = plan.users.find((candidate) => candidate.user === name)
    if (found === undefined) throw new Error(`no user ${name}`)
    return found
  }
  const running = starting.move()
  return {
    ...world,
    server,
    clock,
    mailboxes: mailboxesOf({ clock, users: plan.users, domain: plan.domain }),
    serverHops,
    users: plan.users,
    session: () => new HttpSession(world.from),
    user,
    context: (overrides: Partial<ActionContext> = {}) => world.context({ as: user('alice'), ...overrides }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
