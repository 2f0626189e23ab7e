// The Exchange Back End site: the protocols themselves. It trusts no client, only what a front end vouches for.
//
//   front end ──(X-CommonAccessToken)──▶ 444 ──▶ the module of the vdir
//   anyone else ───────────────────────▶ 401
//
// Microsoft says to leave the site alone (seed 001). Its SSL flags can be changed all the same: without `Ssl`, port 81
// serves the vdir over plain HTTP too, to front ends only; the relay over 444 goes on as before.

import type { FastifyRequest } from 'fastify'
import { identityName } from './auth/accounts.ts'
import type { ExchangeServer } from './exchange-server.ts'
import { addressBookPool, backEndPools } from './iis/app-pools.ts'
import { maxBodyBytes } from './iis/limits.ts'
import { createRequestLog } from './iis/log.ts'
import { sendEmpty } from './iis/pages.ts'
import { vdirOf } from './iis/paths.ts'
import { type Site, siteHandler } from './iis/site.ts'
import { createWebApp } from './iis/web-app.ts'
import { readAccessToken, type Voucher } from './relay/access-token.ts'
import { parseOrigin } from './relay/headers.ts'
import { createVdirContext } from './vdir-context.ts'
import type { VdirModule } from './vdirs/types.ts'

/** The Exchange Back End site of a server, without its sockets. */
export async function createBackEnd(server: ExchangeServer, modules: readonly VdirModule[]): Promise<Site> {
  const { plan, surroundings, configuration } = server
  const log = createRequestLog('back-end', plan.host, surroundings.record)
  const web = createWebApp(log)
  const vouchers = new WeakMap<FastifyRequest, Voucher>()
  const header = (request: FastifyRequest, name: string): string | undefined => request.headers[name]?.toString()
  const context = createVdirContext(server, {
    identityOf: (request) => vouchers.get(request)?.user,
    originOf: (request) =>
      parseOrigin(header(request, 'x-originalrequesthostschemeport')) ?? { scheme: 'https', host: plan.fqdn },
    pools: backEndPools,
  })

  web.app.addHook('onRequest', (request, reply, done) => {
    const token = header(request, 'x-commonaccesstoken') ?? ''
    const voucher = readAccessToken(token, plan.fqdn, surroundings.users)
    if (voucher === undefined) {
      Object.assign(log.notesOf(request.raw), { subStatus: 2, detail: 'no front end vouches for the request' })
      reply.hijack()
      sendEmpty(reply.raw, 401)
      return
    }
    vouchers.set(request, voucher)
    if (voucher.user !== undefined) log.notesOf(request.raw).identity = identityName(voucher.user)
    done()
  })
  for (const module of modules) web.app.register(async (scope) => module.backEnd(scope, context))
  await web.app.ready()

  return {
    handler: siteHandler({
      log,
      pools: server.pools,
      poolOf: (path) => (isAddressBook(path) ? addressBookPool : backEndPools[vdirOf(path) ?? 'owa']),
      requiresSsl(path) {
        const vdir = vdirOf(path)
        return vdir === undefined || configuration.backEndRequiresSsl(vdir)
      },
      maxBodyBytes: (path) => maxBodyBytes(vdirOf(path)),
      forbidden: 'page',
      headers: () => ({
        'X-BEServer': server.netbiosName,
        'X-DiagInfo': server.netbiosName,
        'X-AspNet-Version': '4.0.30319',
        'X-Powered-By': 'ASP.NET',
      }),
      application: web.route,
    }),
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  }
}

function isAddressBook(path: string): boolean {
  return path === '/mapi/nspi' || path.startsWith('/mapi/nspi/')
}
