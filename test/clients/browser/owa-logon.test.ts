import { createServer } from 'node:http'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

t.test('a browser goes from the redirect over the form to the first page', async (t) => {
  const result = await runAction('owa.logon', world.context(), { url })
  t.match(result, {
    ok: true,
    status: 200,
    summary: 'CONTOSO\\alice is logged on to Outlook Web App 15.0.1497.2.',
    facts: {
      user: 'CONTOSO\\alice',
      version: '15.0.1497.2',
      logOnPage: '/owa/auth/logon.aspx',
      landedOn: '/owa/',
      url: 'https://mail.contoso.com/owa/',
      cookies: 'cadata, cadataTTL, cadataKey, cadataIV, cadataSig',
      secureCookies: true,
    },
  })
  t.same(
    world.hops.map(({ method, status }) => `${method} ${status}`),
    ['GET 302', 'GET 200', 'POST 302', 'GET 200'],
  )
  const names = world.hops[2]?.requestHeaders.find(([name]) => name === 'Cookie')?.[1]
  t.equal(names, 'PBack=***', 'the page’s script has set its cookie')
})

t.test('a wrong password is refused with the reason of the page', async (t) => {
  const as = { ...world.user('alice'), password: 'guess' }
  t.match(await runAction('owa.logon', world.context({ as }), { url }), {
    ok: false,
    summary: 'https://mail.contoso.com/owa/auth.owa refused name or password of CONTOSO\\alice (reason=2).',
    facts: { reason: 2 },
  })
})

t.test('cookies that another server cannot read lead back to the logon page', async (t) => {
  const other = await world.certificate('mail.contoso.com', 'other.contoso.com')
  const context = world.context()
  const record = context.record
  const result = await runAction(
    'owa.logon',
    {
      ...context,
      record(hop) {
        record(hop)
        // As if the next request went to a server with another certificate.
        if (hop.method === 'POST') world.server.setCertificate(other)
      },
    },
    { url },
  )
  t.match(result, { ok: false, facts: { loop: true }, summary: /got the logon page again/ })
})

t.test('what comes instead of a logon page is named', async (t) => {
  const server = createServer((request, response) => {
    if (request.url === '/circle/') response.writeHead(302, { Location: '/circle/' }).end()
    else if (request.url === '/refused/') response.writeHead(403, 'Forbidden').end()
    else response.setHeader('Content-Type', 'text/html').end('<title>no</title><h1>It works!</h1>')
  })
  await world.serve('192.168.16.1:8080', server)
  const summaryOf = async (path: string) =>
    (await runAction('owa.logon', world.context(), { url: `http://mail.contoso.com:8080${path}` })).summary
  const base = 'http://mail.contoso.com:8080'
  t.equal(await summaryOf('/page/'), `The logon page of Outlook Web App did not come: ${base}/page/ is no logon page.`)
  t.equal(
    await summaryOf('/refused/'),
    `The logon page of Outlook Web App did not come: ${base}/refused/ answered 403 Forbidden.`,
  )
  t.equal(await summaryOf('/circle/'), `${base}/circle/ redirects in a circle, last to ${base}/circle/.`)
})
