// The browser at work in OWA and in the admin center; and what it says when something is not as it should be.

import { createServer } from 'node:https'
import t from 'tap'
import { HttpSession } from '../../../clients/index.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

t.test('a message goes from one browser to the other; a session logs on once', async (t) => {
  await using session = new HttpSession(world.from)
  const context = world.context({ session })
  const sent = await runAction('owa.send', context, { url, to: 'bob@contoso.com', subject: 'A & <b>', text: 'x\ny' })
  t.match(sent, { ok: true, facts: { to: 'bob@contoso.com', subject: 'A & <b>', logOnPage: '/owa/auth/logon.aspx' } })
  t.match(sent.summary, /^A message to bob@contoso\.com was sent in Outlook Web App\.$/)
  const read = await runAction('owa.read', world.context({ as: world.user('bob') }), { url, subject: 'A & <b>' })
  t.match(read, { ok: true, facts: { subject: 'A & <b>', from: 'alice <alice@contoso.com>', text: 'x y' } })
  const newest = await runAction('owa.read', context, { url })
  t.match(newest, {
    ok: true,
    facts: { logOnPage: undefined, subject: 'Load balancer: the plan', count: 3, unread: 2 },
  })
  t.match(await runAction('owa.read', context, { url }), { facts: { unread: 1 } }, 'it has been read')
  t.match(await runAction('owa.logoff', context, { url }), { ok: true, facts: { left: '/owa/auth/logon.aspx' } })
  t.match(await runAction('owa.read', context, { url }), { facts: { logOnPage: '/owa/auth/logon.aspx' } })
})

t.test('a page that is left open is told of new mail, or that there was none', async (t) => {
  const established = Promise.withResolvers<void>()
  const waiting = runAction('owa.wait', world.context({ established: established.resolve }), { url })
  await established.promise
  await runAction('owa.send', world.context({ as: world.user('bob') }), {
    url,
    to: 'alice@contoso.com',
    subject: 'News',
  })
  t.match(await waiting, { ok: true, facts: { outcome: 'news', subject: 'News', sender: 'bob' } })
  const none = await runAction('owa.wait', world.context({ established: () => world.clock.advance(60_000) }), { url })
  t.match(none, { ok: true, facts: { outcome: 'expired' } })
  const recycled = world.context({ established: () => world.server.recycle('MSExchangeOWAAppPool') })
  t.match(await runAction('owa.wait', recycled, { url }), { ok: false, cause: /^(reset|truncated)$/ })
})

t.test('what is not there is named', async (t) => {
  t.match(await runAction('owa.read', world.context(), { url, subject: 'nothing of the kind' }), {
    ok: false,
    summary: 'There is no message with the subject "nothing of the kind" on the first page of the Inbox.',
    facts: { count: 4 },
  })
  t.match(await runAction('ecp.set-vdir', world.context(), { url, vdir: 'owa', server: 'cas9' }), {
    ok: false,
    summary: 'The admin center lists no owa of cas9.',
  })
})

t.test('the admin center is for administrators; what is set there is seen there', async (t) => {
  const as = world.user('bob')
  for (const action of ['ecp.vdirs', 'ecp.set-vdir']) {
    const refused = await runAction(action, world.context({ as }), {
      url,
      ...(action === 'ecp.vdirs' ? {} : { vdir: 'EWS' }),
    })
    t.match(refused, { ok: false, status: 403, summary: /not a member of Organization Management/ })
  }
  const change = { url, vdir: 'EWS', mrsProxyEnabled: true, externalUrl: 'https://x.contoso.com/EWS/Exchange.asmx' }
  t.match(await runAction('ecp.set-vdir', world.context(), { ...change, recycle: false }), {
    ok: true,
    facts: { changed: 'cas1', recycled: '' },
  })
  t.match(await runAction('ecp.vdirs', world.context(), { url }), {
    ok: true,
    facts: { servers: 'cas1', vdirs: 9, mrsProxy: 'cas1/EWS', pending: 'cas1/EWS' },
  })
  t.match(await runAction('ecp.set-vdir', world.context(), change), { facts: { changed: 'cas1', recycled: 'cas1' } })
  const protection = { url, vdir: 'EWS', extendedProtection: 'Allow', mrsProxyEnabled: false }
  t.match(await runAction('ecp.set-vdir', world.context(), protection), { ok: true, facts: { recycled: 'cas1' } })
  t.match(await runAction('ecp.vdirs', world.context(), { url }), { facts: { mrsProxy: '', pending: '' } })
})

t.test('a session that ends between two pages is told from everything else', async (t) => {
  const context = world.context()
  const other = await world.certificate('mail.contoso.com', 'other.contoso.com')
  const { record } = context
  const result = await runAction(
    'owa.send',
    {
      ...context,
      record(hop) {
        record(hop)
        if (hop.target.includes('a=New')) world.server.setCertificate(other)
      },
    },
    { url },
  )
  t.match(result, { ok: false, facts: { loop: true }, summary: /led to the logon page: the session has ended, or/ })
})

t.test('an OWA that draws its pages by script cannot be read so, and that is said', async (t) => {
  await using small = await createWorld()
  small.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await small.certificate('mail.contoso.com')
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    response.setHeader('Content-Type', 'text/html')
    if (request.method === 'POST') {
      response.writeHead(302, { Location: '/owa/', 'Set-Cookie': 'cadata=x; path=/' }).end()
    } else if (request.headers.cookie?.includes('cadata')) {
      response.setHeader('X-OWA-Version', '15.1.2507.6')
      response.end('<div id="app"></div>')
    } else
      response.end('<form action="/owa/auth.owa"><input name="username"><input type="password" name="password"></form>')
  })
  await small.serve('203.0.113.10:443', server)
  t.match(await runAction('owa.read', small.context(), { url }), { ok: false, summary: /draws its pages by script/ })
  t.match(await runAction('owa.send', small.context(), { url }), { ok: false, summary: /has no form for a message/ })
  t.match(await runAction('owa.logoff', small.context(), { url }), { ok: false, summary: /still lets the browser in/ })
})
