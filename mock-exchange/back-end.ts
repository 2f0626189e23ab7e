// The Exchange Back End site: the protocols themselves. It trusts no client, only what a front end vouches for.
//
//   front end ──(X-CommonAccessToken)──▶ site ─▶ the module of the vdir
//   anyone else ───────────────────────▶ 401
//
// As in IIS, the application of a vdir starts with its first request: few labs use all nine.
//
// Microsoft says to leave the site alone (seed 001). Its SSL flags can be changed all the same: without `Ssl`, port 81
// serves the vdir over plain HTTP too, to front ends only; the relay, by its link (docs/decisions/0015), goes on as before.

import type { IncomingMessage } from 'node:http'
import { identityName } from './auth/accounts.ts'
import type { ExchangeServer } from './exchange-server.ts'
import { addressBookPool, backEndPools } from './iis/app-pools.ts'
import type { Arrival } from './iis/http-server/server.ts'
import { createRequestLog, type RequestLog } from './iis/log.ts'
import { sendEmpty, sendPage } from './iis/pages.ts'
import { vdirOf } from './iis/paths.ts'
import { type Site, siteHandler } from './iis/site.ts'
import { answerInternalError, createWebApp, type WebApp } from './iis/web-app.ts'
import { readAccessToken, type Voucher } from './relay/access-token.ts'
import { parseOrigin } from './relay/headers.ts'
import { createVdirContext } from './vdir-context.ts'
import type { VdirContext, VdirModule } from './vdirs/types.ts'

/** The Exchange Back End site of a server, without its sockets. */
export function createBackEnd(server: ExchangeServer, modules: readonly VdirModule[]): Site {
  const { plan, surroundings, configuration } = server
  const log = createRequestLog('back-end', plan.host, surroundings.record)
  const vouchers = new WeakMap<IncomingMessage, Voucher>()
  const context = createVdirContext(server, {
    identityOf: ({ raw }) => vouchers.get(raw)?.user,
    originOf: ({ raw }) =>
      parseOrigin(header(raw, 'x-originalrequesthostschemeport')) ?? { scheme: 'https', host: plan.fqdn },
    pools: backEndPools,
  })
  const moduleOf = new Map(modules.map((module) => [module.name, module]))
  const started = new Map<VdirModule, Promise<WebApp>>()

  const applicationOf = (module: VdirModule): Promise<WebApp> => {
    const running = started.get(module) ?? startApplication(module, context, log)
    started.set(module, running)
    return running
  }

  const serve = async (arrival: Arrival, path: string): Promise<void> => {
    const { request, response } = arrival
    const voucher = readAccessToken(header(request, 'x-commonaccesstoken') ?? '', plan.fqdn, surroundings.users)
    if (voucher === undefined) {
      Object.assign(log.notesOf(request), { subStatus: 2, detail: 'no front end vouches for the request' })
      return sendEmpty(response, 401)
    }
    vouchers.set(request, voucher)
    if (voucher.user !== undefined) log.notesOf(request).identity = identityName(voucher.user)

    const vdir = vdirOf(path)
    const module = vdir === undefined ? undefined : moduleOf.get(vdir)
    if (module === undefined) {
      log.notesOf(request).subStatus = 0
      return sendPage(response, 'notFound')
    }
    try {
      const web = await applicationOf(module)
      web.route(arrival, path)
    } catch (error) {
      answerInternalError(log.notesOf(request), response, error)
    }
  }

  return {
    handler: siteHandler({
      log,
      pools: server.pools,
      poolOf: (path) => (isAddressBook(path) ? addressBookPool : backEndPools[vdirOf(path) ?? 'owa']),
      requiresSsl(path) {
        const vdir = vdirOf(path)
        return vdir === undefined || configuration.backEndRequiresSsl(vdir)
      },
      forbidden: 'page',
      headers: () => ({
        'X-BEServer': server.netbiosName,
        'X-DiagInfo': server.netbiosName,
        'X-AspNet-Version': '4.0.30319',
        'X-Powered-By': 'ASP.NET',
      }),
      application: serve,
    }),
    async [Symbol.asyncDispose]() {
      const running = await Promise.allSettled(started.values())
      await Promise.all(
        running.map((app) => (app.status === 'fulfilled' ? app.value[Symbol.asyncDispose]() : undefined)),
      )
    },
  }
}

function isAddressBook(path: string): boolean {
  return path === '/mapi/nspi' || path.startsWith('/mapi/nspi/')
}

async function startApplication(module: VdirModule, context: VdirContext, log: RequestLog): Promise<WebApp> {
  const web = createWebApp(log)
  await module.backEnd(web.app, context)
  await web.app.ready()
  return web
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  return headers[name]?.toString()
}
