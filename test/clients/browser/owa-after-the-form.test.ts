import { createServer } from 'node:https'
import t from 'tap'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const form = '<form action="/owa/auth.owa" method="post"><input name="u"><input type="password" name="p"></form>'

interface Sent {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** What comes of a logon when the form is answered in this way, and the page that follows is that. */
async function logOn(sent: Sent, page: Sent = { status: 200, body: form }) {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  let posted = false
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    const {
      status,
      headers = {},
      body = '',
    } = request.method === 'POST' ? sent : posted ? page : { status: 200, body: form }
    posted ||= request.method === 'POST'
    response.writeHead(status, { 'Content-Type': 'text/html', ...headers }).end(body)
  })
  await world.serve('203.0.113.10:443', server)
  return await runAction('owa.logon', world.context(), { url })
}

const account = 'CONTOSO\\alice'
const toOwa = { Location: '/owa/' }
const loggedOn: Sent = { status: 302, headers: { ...toOwa, 'Set-Cookie': 'cadata=x; path=/' } }

t.test('the form again is a refusal, without a reason that nobody gave', async (t) => {
  const again = await logOn({ status: 200, body: form })
  t.match(again, { ok: false, summary: `${url}/owa/auth.owa refused name or password of ${account}.` })
  t.notOk('reason' in again.facts)
  const odd = await logOn({ status: 302, headers: { Location: '/owa/auth/logon.aspx?reason=why' } })
  t.match(odd, { ok: false, summary: `${url}/owa/auth.owa refused name or password of ${account}.` })
  t.notOk('reason' in odd.facts)
})

t.test('an error instead of cookies is told', async (t) => {
  t.match(await logOn({ status: 503, body: '<p>Service Unavailable' }), {
    ok: false,
    status: 503,
    summary: `The logon form was sent, and ${url}/owa/auth.owa answered 503 Service Unavailable ("Service Unavailable").`,
  })
})

t.test('cookies that are not marked secure are a fact, and a page of another program is not OWA', async (t) => {
  t.match(await logOn(loggedOn, { status: 200, body: '<p>It works!' }), {
    ok: false,
    status: 200,
    summary: `${url}/owa/ answered 200 OK ("It works!") after the logon.`,
    facts: { cookies: 'cadata', secureCookies: false, landedOn: '/owa/' },
  })
})

t.test('an error after the logon is told', async (t) => {
  t.match(await logOn(loggedOn, { status: 500, body: '<p>something went wrong' }), {
    ok: false,
    status: 500,
    summary: `${url}/owa/ answered 500 Internal Server Error ("something went wrong") after the logon.`,
  })
})

t.test('the build of OWA is found in its header, or in the paths of its page', async (t) => {
  const paths = '<script src="/owa/prem/15.0.1497.2/scripts/boot.js"></script>'
  t.match(await logOn(loggedOn, { status: 200, body: paths }), { ok: true, facts: { version: '15.0.1497.2' } })
  const header = { 'X-OWA-Version': '15.1.2507.6' }
  t.match(await logOn(loggedOn, { status: 200, headers: header, body: paths }), {
    ok: true,
    facts: { version: '15.1.2507.6', user: account },
  })
})
