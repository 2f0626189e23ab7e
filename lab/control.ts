// The lab's control API: what `bridgehead up` prints as `control`, for tests outside of this process.

import * as z from 'zod'
import type { StartedExchange } from '../mock-exchange/types.ts'
import { deviceAccess, deviceId } from '../topology/schema/activesync.ts'
import { authenticationMethod, extendedProtection, sslFlags, vdirNames } from '../topology/schema/exchange.ts'
import { createLocalApi, listenLocally } from './local-api.ts'
import { noSuchHost } from './no-such-host.ts'
import type { StartedLab } from './types.ts'

export interface Control extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly url: string
}

const vdirChange = z.strictObject({
  sslFlags: sslFlags.exactOptional(),
  authentication: z.array(authenticationMethod).exactOptional(),
  extendedProtection: extendedProtection.exactOptional(),
  internalUrl: z.string().exactOptional(),
  externalUrl: z.string().exactOptional(),
  mrsProxyEnabled: z.boolean().exactOptional(),
})
const hostParams = z.object({ host: z.string() })
const vdirParams = z.object({ host: z.string(), vdir: z.enum(vdirNames) })
const poolParams = z.object({ host: z.string(), pool: z.string() })
const traceParams = z.object({ requestId: z.string() })
const userParams = z.object({ user: z.string() })
const deviceParams = z.object({ user: z.string(), device: deviceId })
const accessBody = z.strictObject({ access: deviceAccess })
const deviceBody = z.strictObject({ access: z.enum([...deviceAccess.options, 'default']) })
const enabledBody = z.strictObject({ enabled: z.boolean() })
const advanceBody = z.strictObject({ milliseconds: z.number().int().min(0) })

/** Starts the control API of a lab on a free loopback port. */
export async function startControl(lab: Omit<StartedLab, typeof Symbol.asyncDispose>): Promise<Control> {
  const { app, routes } = createLocalApi('The control API')
  const mends = new Map<string, () => void>()

  app.get('/', async () => ({ topology: lab.plan.name, routes }))
  app.get('/state', async () => lab.state())
  app.get('/edges', async () => Object.fromEntries([...lab.edges].map(([name, edge]) => [name, edge.servers()])))
  app.get('/edges/metrics', async () =>
    Object.fromEntries([...lab.edges].map(([name, edge]) => [name, edge.metrics()])),
  )
  app.get('/hops', async () => lab.hops())
  app.get('/trace/:requestId', async (request) => lab.trace(traceParams.parse(request.params).requestId))

  app.post('/edges/probe', async () => {
    await Promise.all([...lab.edges.values()].map((edge) => edge.probe()))
    return Object.fromEntries([...lab.edges].map(([name, edge]) => [name, edge.servers()]))
  })
  app.post('/clock/advance', async (request) => {
    lab.clock.advance(advanceBody.parse(request.body).milliseconds)
    return { now: lab.clock.now() }
  })
  app.post('/mailboxes/reset', async () => {
    lab.resetMailboxes()
    return { mailboxes: lab.plan.users.map(({ mailbox }) => mailbox) }
  })
  app.get('/devices', async () => lab.activeSync.devices())
  app.post('/devices/access', async (request) => {
    const { access } = accessBody.parse(request.body)
    lab.activeSync.setDefaultAccess(access)
    return { defaultAccess: access }
  })
  app.post('/users/:user/activesync', async (request) => {
    const { user } = userParams.parse(request.params)
    const { enabled } = enabledBody.parse(request.body)
    lab.activeSync.setEnabled(user, enabled)
    return { user, enabled }
  })
  app.post('/users/:user/devices/:device', async (request) => {
    const { user, device } = deviceParams.parse(request.params)
    const { access } = deviceBody.parse(request.body)
    lab.activeSync.setAccess(user, device, access === 'default' ? undefined : access)
    return { user, device, access }
  })
  app.post('/users/:user/devices/:device/wipe', async (request) => {
    const { user, device } = deviceParams.parse(request.params)
    lab.activeSync.wipe(user, device)
    return { user, device, wipe: 'pending' }
  })
  app.post('/hosts/:host/vdirs/:vdir', async (request) => {
    const { host, vdir } = vdirParams.parse(request.params)
    const change = vdirChange.parse(request.body)
    const server = exchangeOf(lab, host)
    server.setVdir(vdir, change)
    return { set: change, inEffectAfter: `recycle of ${server.poolOf(vdir)}, or iisreset` }
  })
  app.post('/hosts/:host/recycle/:pool', async (request) => {
    const { host, pool } = poolParams.parse(request.params)
    exchangeOf(lab, host).recycle(pool)
    return { recycled: pool }
  })
  app.post('/hosts/:host/iisreset', async (request) => {
    const { host } = hostParams.parse(request.params)
    exchangeOf(lab, host).iisreset()
    return { reset: host }
  })
  app.post('/hosts/:host/stop', async (request) => {
    const { host } = hostParams.parse(request.params)
    if (!mends.has(host)) mends.set(host, lab.stopHost(host))
    return { stopped: host }
  })
  app.post('/hosts/:host/start', async (request) => {
    const { host } = hostParams.parse(request.params)
    if (!lab.plan.hosts.has(host)) throw noSuchHost(host, 'host', lab.plan.hosts)
    mends.get(host)?.()
    mends.delete(host)
    return { started: host }
  })

  const url = await listenLocally(app, { address: '127.0.0.1', port: 0 })
  return { url, [Symbol.asyncDispose]: () => app.close() }
}

function exchangeOf(lab: Pick<StartedLab, 'exchangeServers'>, host: string): StartedExchange {
  const server = lab.exchangeServers.get(host)
  if (server !== undefined) return server
  throw noSuchHost(host, 'Exchange host', lab.exchangeServers)
}
