import { createServer } from 'node:https'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'

t.test('the Exchange Control Panel is reached by the form of Outlook Web App', async (t) => {
  await using world = await createExchangeWorld()
  t.match(await runAction('ecp.logon', world.context({ as: world.user('bob') }), { url }), {
    ok: true,
    status: 200,
    summary: 'CONTOSO\\bob is logged on to the Exchange Control Panel.',
    facts: {
      user: 'CONTOSO\\bob',
      landedOn: '/ecp/',
      url: 'https://mail.contoso.com/ecp/',
      logOnPage: '/owa/auth/logon.aspx',
      cookies: 'cadata, cadataTTL, cadataKey, cadataIV, cadataSig',
      secureCookies: true,
    },
    certificate: { trusted: true },
  })
  t.same(
    world.hops.map(({ method, target, status }) => `${method} ${target.split('?', 1)[0]} ${status}`),
    ['GET /ecp/ 302', 'GET /owa/auth/logon.aspx 200', 'POST /owa/auth.owa 302', 'GET /ecp/ 200'],
  )
})

t.test('a stopped pool is what comes instead of the logon page', async (t) => {
  await using world = await createExchangeWorld()
  world.server.inject({ kind: 'pool-stopped', vdir: 'ecp' })
  const result = await runAction('ecp.logon', world.context(), { url })
  t.match(result, { ok: false, status: 503, facts: { landedOn: '/ecp/' } })
  t.match(result.summary, /^The logon page of the Exchange Control Panel did not come: .*\/ecp\/ answered 503/)
})

t.test('who lands elsewhere after the logon is not in the Control Panel', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  let landing = '/owa/'
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    response.setHeader('Content-Type', 'text/html')
    if (request.method === 'POST') {
      response.writeHead(302, { Location: landing, 'Set-Cookie': 'cadata=x; secure' }).end()
    } else if (request.url === '/ecp/' && request.headers.cookie === undefined) {
      response.end('<form action="/auth" method="post"><input name="u"><input type="password" name="p"></form>')
    } else response.writeHead(request.url === '/ecp/error' ? 500 : 200).end('<p>a page')
  })
  await world.serve('203.0.113.10:443', server)
  t.match(await runAction('ecp.logon', world.context(), { url }), {
    ok: false,
    status: 200,
    summary: 'https://mail.contoso.com/owa/ answered 200 OK ("a page") after the logon.',
    facts: { landedOn: '/owa/' },
  })
  landing = '/ecp/error'
  t.match(await runAction('ecp.logon', world.context(), { url }), {
    ok: false,
    status: 500,
    summary: /\/ecp\/error answered 500 Internal Server Error \("a page"\) after the logon\.$/,
  })
})
