// A world with a mock Windows Server Essentials in it, at https://remote.contoso.com.

import { createClock } from '../../base/clock.ts'
import type { Credentials } from '../../clients/types.ts'
import { startEssentials } from '../../mock-exchange/index.ts'
import { loadPlanText } from '../../topology/index.ts'
import { createWorld, type World } from './world.ts'

const { plan } = loadPlanText(`
domain: contoso.com
hosts:
  essentials: { role: essentials, intranet: 192.168.16.3, publicName: remote.contoso.com }
users:
  alice: { password: "Pässword:1" }
`)
const [alice] = plan.users
const [essentials] = plan.essentialsServers
if (alice === undefined || essentials === undefined) throw new Error('the topology is not as meant')
const host = essentials

/** The user of the world. */
export const essentialsUser: Credentials = alice

export async function createEssentialsWorld(): Promise<World> {
  await using starting = new AsyncDisposableStack()
  const world = starting.use(await createWorld())
  const clock = starting.use(createClock())
  const certificate = await world.certificate('remote.contoso.com')
  const surroundings = { dial: world.from.dial, clock, record: () => {}, held: () => {}, trust: [], ...plan }
  const server = starting.use(
    await startEssentials({ plan: host, certificate, computers: new Map([['pc', '192.168.16.50']]) }, surroundings),
  )
  for (const socket of server.sockets) world.place(`203.0.113.10:${socket.tls ? 443 : 80}`, socket.port)
  world.name('remote.contoso.com', 'A', '203.0.113.10')
  const running = starting.move()
  return {
    ...world,
    context: (overrides = {}) => world.context({ as: essentialsUser, ...overrides }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
