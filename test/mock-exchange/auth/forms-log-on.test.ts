import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { echoModules } from '../support/echo-modules.ts'
import { startServers } from '../support/servers.ts'

const modules = echoModules({
  owa: {
    logOn(request, context) {
      if (request.headers.cookie === 'broken=1')
        return { redirect: '/owa/auth/logon.aspx?a=1&b=2', clear: ['broken', 'key'] }
      const user = context.users.find((each) => request.headers.cookie === `user=${each.user}`)
      return user ? { user } : { redirect: `${context.originOf(request).scheme}://x/logon` }
    },
    isPublic: (path) => path.startsWith('/owa/auth/'),
    frontEnd(app, context) {
      app.post('/owa/auth.owa', async (request) => `front end of ${context.plan.host}: ${request.method}`)
    },
  },
  ecp: { logOn: () => undefined },
  EWS: {
    offers: (path, inEffect) => (path === '/ews/secret.svc' ? ['windows'] : [...inEffect, 'basic']),
    refuse: (request) => (request.url.endsWith('refused') ? { status: 403, body: 'no' } : undefined),
    answerHeaders: (path) => (path === '/ews/secret.svc' ? { 'X-Extra': 'yes' } : {}),
  },
})
const servers = await startServers({ modules })
t.teardown(() => servers[Symbol.asyncDispose]())
const send = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  ask({ port: servers.port('cas1', 443), trust: servers.certificate, path, method, headers })

t.test('a cookie logs on', async (t) => {
  t.equal((await send('/owa/x', { cookie: 'user=bob' })).echo().identity, 'CONTOSO\\bob')
})

t.test('without one the client is sent to the logon page', async (t) => {
  const answer = await send('/OWA/')
  t.equal(answer.status, 302)
  t.equal(answer.header('location'), 'https://x/logon')
  t.match(answer.body, '<a href="https://x/logon">')
})

t.test('and rid of its cookies, when they are no good', async (t) => {
  const answer = await send('/owa/', { cookie: 'broken=1' })
  t.match(answer.body, 'a=1&amp;b=2')
  t.match(answer.all('set-cookie'), [/^broken=; expires=.* GMT; path=\/; secure; HttpOnly$/, /^key=;/])
})

t.test('credentials go before the cookie', async (t) => {
  const headers = { cookie: 'user=bob', ...basic('alice', 'Pässword:1') }
  t.equal((await send('/owa/x', headers)).echo().identity, 'CONTOSO\\alice')
})

t.test('a module that does not know what to do leaves it to the challenges', async (t) => {
  t.same((await send('/ecp/')).all('www-authenticate'), ['Basic realm="mail.contoso.com"'])
})

t.test('forms count only while they are in effect', async (t) => {
  servers.cas1.setVdir('owa', { authentication: ['basic'] })
  servers.cas1.recycle('MSExchangeOWAAppPool')
  t.equal((await send('/owa/', { cookie: 'user=bob' })).status, 401)
  servers.cas1.setVdir('owa', { authentication: ['basic', 'forms'] })
  servers.cas1.recycle('MSExchangeOWAAppPool')
})

t.test('the routes of a module on the front end are answered there, in any case, without log-on', async (t) => {
  const answer = await send('/owa/AUTH.owa', {}, 'POST')
  t.equal(answer.body, 'front end of cas1: POST')
  t.equal(answer.header('x-beserver'), undefined)
})

t.test('public resources are relayed for nobody', async (t) => {
  const echo = (await send('/owa/auth/style.css')).echo()
  t.equal(echo.identity, undefined)
  t.equal(echo.vdir, 'owa')
})

t.test('a module may narrow or widen what is offered at a path', async (t) => {
  t.same((await send('/EWS/Secret.svc')).all('www-authenticate'), ['Negotiate', 'NTLM'])
  t.equal((await send('/EWS/Secret.svc', basic('alice', 'Pässword:1'))).status, 401)
  t.equal((await send('/EWS/x', basic('alice', 'Pässword:1'))).status, 200)
})

t.test('it may refuse after log-on', async (t) => {
  t.equal((await send('/EWS/refused')).status, 401)
  t.match(await send('/EWS/refused', basic('alice', 'Pässword:1')), { status: 403, body: 'no' })
})

t.test('and put headers on every answer of a path', async (t) => {
  t.equal((await send('/EWS/Secret.svc')).header('x-extra'), 'yes')
  t.equal((await send('/EWS/x')).header('x-extra'), undefined)
})
