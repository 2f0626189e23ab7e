import { startBindings } from '../iis/bindings.ts'
import type { Arrival } from '../iis/http-server/server.ts'
import { sendSystemPage } from '../iis/http-sys-pages.ts'
import { createRequestLog } from '../iis/log.ts'
import { matchedPath } from '../iis/paths.ts'
import type { EssentialsSetup, MockSurroundings, StartedEssentials } from '../types.ts'
import { createRemoteWebAccess } from './remote-web-access.ts'

/** Starts a Windows Server Essentials: its web site on an HTTP and an HTTPS socket. */
export async function startEssentials(
  setup: EssentialsSetup,
  surroundings: MockSurroundings,
): Promise<StartedEssentials> {
  const { plan } = setup
  const log = createRequestLog('essentials', plan.host, surroundings.record)
  await using starting = new AsyncDisposableStack()
  const web = starting.use(await createRemoteWebAccess(setup, surroundings, log))
  const handler = (arrival: Arrival): void => {
    const { request, response } = arrival
    log.begin(arrival)
    response.setHeader('Server', 'Microsoft-IIS/8.5')
    response.setHeader('X-Powered-By', 'ASP.NET')
    const path = matchedPath(request.url ?? '')
    if (path === undefined) sendSystemPage(response, 'invalidUrl')
    else web.route(arrival, path)
  }
  const ports = { http: plan.httpPort, https: plan.httpsPort }
  const bindings = starting.use(await startBindings(plan.address, ports, setup.certificate, handler))
  const running = starting.move()
  return { plan, sockets: bindings.sockets, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
