// Remote Web Access, the web site of Windows Server Essentials (reference exchange-protocols.md 2.11).
//
//   /            ──▶ /remote ──▶ /Remote/logon?ReturnUrl=%2fRemote ──form──▶ cookie, /Remote
//   /connect     the client connector, over plain HTTP too
//   /remoteDesktopGateway/, /rpc/rpcproxy.dll RD Gateway (rd-gateway.ts, rd-gateway/rpc-proxy.ts)
//   plain HTTP   ──▶ https
//   /owa, /EWS … 404: this is no mail server, and mail that a proxy sends here is seen to fail
//
// The log-on URLs are known from public installations; what plain HTTP gets, the cookie and the pages are recalled or
// made up.

import { isIPv4 } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { createAccounts, identityName, splitAccountName } from '../auth/accounts.ts'
import { createNtlmHandshakes } from '../auth/ntlm-handshake.ts'
import { createWindowsLogOn } from '../auth/windows.ts'
import { netbiosNameOf } from '../exchange-server.ts'
import type { RequestLog } from '../iis/log.ts'
import { sendRedirect } from '../iis/redirect.ts'
import { createWebApp, type WebApp } from '../iis/web-app.ts'
import type { EssentialsSetup, MockSurroundings } from '../types.ts'
import { connectPage, homePage, logOnPage } from './pages.ts'
import { createAdmission } from './rd-gateway/admission.ts'
import { addRpcGateway } from './rd-gateway/rpc-proxy.ts'
import type { TunnelOptions } from './rd-gateway/tunnel.ts'
import { addRdGateway } from './rd-gateway.ts'
import { createSessions, sessionCookie } from './session.ts'

const home = '/Remote'
/** Where those go who are not logged on; lower-case escapes, as ASP.NET writes them. */
const logOnLocation = '/Remote/logon?ReturnUrl=%2fRemote'
/** How long the RD Gateway tries to reach a computer. */
const connectMilliseconds = 10_000
const wrongPassword = 'The user name or password that you entered is not valid. Try entering it again.'

/** The application, ready to serve. */
export async function createRemoteWebAccess(
  setup: EssentialsSetup,
  surroundings: MockSurroundings,
  log: RequestLog,
): Promise<WebApp> {
  const { plan } = setup
  const web = createWebApp(log)
  const { app } = web
  const accounts = createAccounts(surroundings.users, surroundings.domain)
  const sessions = createSessions(surroundings.users, surroundings.clock)

  const userOf = (request: FastifyRequest): UserPlan | undefined => {
    const user = sessions.userOf(request.headers.cookie)
    if (user !== undefined) log.notesOf(request.raw).identity = identityName(user)
    return user
  }
  const redirect = (reply: FastifyReply, location: string, clear?: readonly string[]): void => {
    reply.hijack()
    sendRedirect(reply.raw, location, clear)
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => new URLSearchParams(body),
  )
  app.addHook('onRequest', (request, reply, done) => {
    if (web.arrivalOf(request).connection.scheme === 'https' || web.pathOf(request) === '/connect') return done()
    const host = (request.headers.host ?? plan.fqdn).replace(/:\d+$/, '')
    redirect(reply, `https://${host}${request.originalUrl}`)
  })

  app.get('/', (_request, reply) => redirect(reply, '/remote'))
  app.get('/connect', (_request, reply) => sendHtml(reply, connectPage(plan.fqdn)))
  const showHome = (request: FastifyRequest, reply: FastifyReply): void => {
    const user = userOf(request)
    if (user === undefined) redirect(reply, logOnLocation)
    else sendHtml(reply, homePage(user.displayName, plan.fqdn))
  }
  app.get('/remote', showHome)
  app.get('/remote/', showHome)
  app.get('/remote/logon', (request, reply) => sendHtml(reply, logOnPage(returnUrlOf(request))))
  app.post('/remote/logon', (request, reply) => {
    const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
    const { user: name, domain } = splitAccountName(form.get('username') ?? '')
    const user = accounts.check(name, domain, form.get('password') ?? '')
    if (user === undefined) return sendHtml(reply, logOnPage(returnUrlOf(request), wrongPassword))
    log.notesOf(request.raw).identity = identityName(user)
    reply.raw.setHeader('Set-Cookie', `${sessionCookie}=${sessions.issue(user)}; path=/; secure; HttpOnly`)
    redirect(reply, returnUrlOf(request))
  })
  app.get('/remote/logoff', (_request, reply) => redirect(reply, logOnLocation, [sessionCookie]))
  const names = {
    netbiosComputer: netbiosNameOf(plan.fqdn),
    netbiosDomain: surroundings.netbios,
    dnsComputer: plan.fqdn,
    dnsDomain: surroundings.domain,
  }
  const windows = createWindowsLogOn(createNtlmHandshakes(names, accounts, surroundings.clock.now))
  const admit = createAdmission({ web, log, accounts, windows })
  const connect = connectWithin(setup, surroundings)
  app.register((scope) => addRdGateway(scope, { web, log, admit, connect, clock: surroundings.clock }))
  app.register((scope) => addRpcGateway(scope, { server: { ...surroundings, plan }, admit, connect }))
  await app.ready()
  return web
}

/** Reaches the computers of the network by name, as the gateway does for a client from outside. */
function connectWithin({ computers }: EssentialsSetup, { dial }: MockSurroundings): TunnelOptions['connect'] {
  return (host, port) => {
    const address = isIPv4(host) ? host : computers.get(host.toLowerCase())
    if (address === undefined) throw new Error('no computer of that name')
    return dial(address, port, AbortSignal.timeout(connectMilliseconds))
  }
}

function sendHtml(reply: FastifyReply, html: string): void {
  reply.type('text/html; charset=utf-8').header('Cache-Control', 'private').send(html)
}

/** Where the log-on leads: only to a place of this site, or a link could send a user who has just logged on anywhere. */
function returnUrlOf(request: FastifyRequest): string {
  const query = new URLSearchParams(request.originalUrl.split('?')[1] ?? '')
  const url = [...query].find(([name]) => name.toLowerCase() === 'returnurl')?.[1] ?? home
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(url) ? url : home
}
