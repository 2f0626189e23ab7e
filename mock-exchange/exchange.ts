// One Exchange server: its sites on their sockets, its settings, its faults.
//
//   80, 443  Default Web Site     with the client-access role
//   25, 587  Front End Transport  with the client-access role
//   81, 444  Exchange Back End    with the mailbox role
//
// Every port is a free one of 127.0.0.1; the lab's network maps the server's own addresses to them.

import type { VdirName } from '../topology/schema/exchange.ts'
import { createBackEnd } from './back-end.ts'
import { type ExchangeServer, netbiosNameOf } from './exchange-server.ts'
import { createFrontEnd } from './front-end.ts'
import { createAppPools, frontEndPools } from './iis/app-pools.ts'
import { type Bindings, startBindings } from './iis/bindings.ts'
import { createConfiguration } from './iis/configuration.ts'
import { pollDirectory } from './iis/directory-poll.ts'
import { joinOrganisation } from './management/servers.ts'
import { type FrontEndTransport, startSmtp } from './smtp/start-smtp.ts'
import type { ExchangeSetup, MockFault, MockSurroundings, StartedExchange } from './types.ts'
import type { VdirModule } from './vdirs/types.ts'

/** Starts an Exchange server with these protocols. Whatever fails on the way, nothing is left running. */
export async function startExchangeServer(
  setup: ExchangeSetup,
  surroundings: MockSurroundings,
  modules: readonly VdirModule[],
): Promise<StartedExchange> {
  const { plan } = setup
  const configuration = createConfiguration(plan)
  const offline = new Map<VdirName, number>()
  let frontEndKey = setup.frontEnd

  await using starting = new AsyncDisposableStack()
  const pools = starting.use(createAppPools())
  starting.defer(pollDirectory(surroundings.clock, configuration.poll))
  const server: ExchangeServer = {
    setup,
    plan,
    surroundings,
    configuration,
    pools,
    netbiosName: netbiosNameOf(plan.fqdn),
    frontEndKey: () => frontEndKey,
    isOffline: (vdir) => (offline.get(vdir) ?? 0) > 0,
  }

  let defaultWebSite: Bindings | undefined
  let transport: FrontEndTransport | undefined
  if (plan.roles.includes('client-access')) {
    const site = starting.use(await createFrontEnd(server, modules))
    const ports = { http: 80, https: 443 }
    defaultWebSite = starting.use(await startBindings(plan.address, ports, setup.frontEnd, site.handler))
    transport = starting.use(await startSmtp(server))
  }
  let backEnd: Bindings | undefined
  if (plan.roles.includes('mailbox')) {
    const site = starting.use(createBackEnd(server, modules))
    const ports = { http: 81, https: 444 }
    backEnd = starting.use(await startBindings(plan.address, ports, setup.backEnd, site.handler))
  }
  const recycle = (pool: string): void => {
    configuration.apply(pools.spelled(pool))
    pools.recycle(pool)
  }
  // The connections stay: they are HTTP.sys's, which is not restarted with IIS.
  const iisreset = (): void => {
    configuration.applyAll()
    pools.recycleAll()
  }
  starting.defer(joinOrganisation(surroundings.clock, { plan, configuration, recycle, iisreset }))
  const running = starting.move()

  return {
    plan,
    sockets: [...(defaultWebSite?.sockets ?? []), ...(transport?.sockets ?? []), ...(backEnd?.sockets ?? [])],
    setVdir: configuration.setVdir,
    setBackEndSslFlags: configuration.setBackEndSslFlags,
    setOutlookAnywhere: configuration.setOutlookAnywhere,
    recycle,
    iisreset,
    poolOf: (vdir) => frontEndPools[vdir],
    inject(fault: MockFault) {
      if (fault.kind === 'pool-stopped') return pools.stop(frontEndPools[fault.vdir])
      return countIn(offline, fault.vdir)
    },
    setCertificate(pair) {
      frontEndKey = pair
      defaultWebSite?.setCertificate(pair)
      transport?.setCertificate(pair)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Counts one more of a fault; the answer takes it back, once. */
function countIn(faults: Map<VdirName, number>, vdir: VdirName): () => void {
  faults.set(vdir, (faults.get(vdir) ?? 0) + 1)
  let mended = false
  return () => {
    if (mended) return
    mended = true
    faults.set(vdir, (faults.get(vdir) ?? 1) - 1)
  }
}
