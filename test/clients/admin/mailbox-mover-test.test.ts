import { createServer } from 'node:https'
import t from 'tap'
import type { ActionContext, ActionResult } from '../../../clients/types.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const mail = 'https://mail.contoso.com'
const test = (context: ActionContext, options: object = {}): Promise<ActionResult> =>
  runAction('mailbox-mover.test', context, { url: mail, ...options })

const exchange = await createExchangeWorld()
const cas1 = exchange.server
t.teardown(() => exchange[Symbol.asyncDispose]())

t.test('MRSProxy that is not enabled forbids, in the words of the cmdlet, and says what to do', async (t) => {
  const result = await test(exchange.context())
  t.match(result, { ok: false, status: 403, cause: undefined, facts: { result: 'Failed' } })
  t.equal(
    result.summary,
    "The connection to the server 'mail.contoso.com' could not be completed. The call to 'https://mail.contoso.com/EWS/mrsproxy.svc' failed. Error details: The HTTP request was forbidden with client authentication scheme 'Negotiate'. The remote server returned an error: (403) Forbidden. MRSProxy is not enabled on the server that was reached (Set-WebServicesVirtualDirectory -MRSProxyEnabled $true), or a proxy denies the path.",
  )
  t.equal(
    result.summary,
    `${result.facts['message']} ${result.facts['errorDetail']}`,
    'the facts hold its two halves as the cmdlet does',
  )
})

t.test('enabled, it answers once three legs of NTLM on one connection have logged on', async (t) => {
  cas1.setVdir('EWS', { mrsProxyEnabled: true })
  cas1.iisreset()
  for (const auth of ['negotiate', 'ntlm']) {
    const before = exchange.hops.length
    const result = await test(exchange.context(), { auth })
    t.match(result, {
      ok: true,
      status: 200,
      summary: 'MRSProxy on cas1.contoso.com (15.0.1497.2) can be used for moves through mail.contoso.com.',
      facts: { result: 'Success', server: 'cas1.contoso.com', version: '15.0.1497.2', maxConnections: 100 },
      certificate: { trusted: true },
    })
    const legs = exchange.hops.slice(before)
    t.same(
      legs.map(({ status }) => status),
      [401, 401, 200],
      auth,
    )
    t.equal(new Set(legs.map(({ connection }) => connection)).size, 1)
    t.equal(result.requestIds.length, 3)
  }
})

t.test('an account that is refused is unauthorized, with the schemes that the server offered', async (t) => {
  const result = await test(exchange.context({ as: { ...exchange.user('alice'), password: 'wrong' } }))
  t.match(result, { ok: false, status: 401, facts: { schemes: 'negotiate, ntlm' } })
  t.match(
    result.summary,
    /unauthorized with client authentication scheme 'Negotiate'\. The authentication header received from the server was 'Negotiate, NTLM'\. .*Something between breaks Windows authentication, or the account or password is wrong\.$/,
  )
})

t.test('over plain HTTP it is refused while SSL is required, and not there when it no longer is', async (t) => {
  const plain = { url: 'http://mail.contoso.com/EWS/mrsproxy.svc' }
  t.match(await test(exchange.context(), plain), { ok: false, status: 403 })
  cas1.setVdir('EWS', { sslFlags: 'None' })
  cas1.iisreset()
  const offloaded = await test(exchange.context(), plain)
  t.match(offloaded, { ok: false, status: 404 })
  t.match(offloaded.summary, 'There was no endpoint listening at http://mail.contoso.com/EWS/mrsproxy.svc that could')
  t.match(offloaded.summary, /MRSProxy does not support SSL offload\.$/)
})

t.test('what is no MRSProxy at all has its own sentence', async (t) => {
  await using world = await createWorld()
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  let answer: { status: number; headers: Record<string, string>; body: string } = { status: 404, headers: {}, body: '' }
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    request.on('end', () => response.writeHead(answer.status, answer.headers).end(answer.body))
  })
  await world.serve('203.0.113.10:443', server)
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const soap = { 'Content-Type': 'application/soap+xml; charset=utf-8' }
  const cases: [typeof answer, sentence: RegExp][] = [
    [
      { status: 404, headers: {}, body: '' },
      /no endpoint listening at https:\/\/mail\.contoso\.com\/EWS\/mrsproxy\.svc .*\(404\) Not Found\./,
    ],
    [{ status: 405, headers: {}, body: '' }, /an unexpected response: \(405\) Method Not Allowed\.$/],
    [{ status: 503, headers: {}, body: '' }, /\(503\) Server Unavailable\. The application pool .* is stopped/],
    [
      { status: 302, headers: { Location: '/owa/auth/logon.aspx' }, body: '' },
      /an unexpected response: \(302\) Found\.$/,
    ],
    [
      { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>welcome' },
      /The content type text\/html of the response message does not match/,
    ],
    [
      { status: 401, headers: { 'WWW-Authenticate': 'Basic realm="proxy"' }, body: '' },
      /was 'Basic realm="proxy"'\. .*MRSProxy takes Windows authentication only/,
    ],
    [
      {
        status: 500,
        headers: soap,
        body: '<s:Envelope xmlns:s="x"><s:Body><s:Fault><s:Reason><s:Text>Access is denied.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>',
      },
      /failed\. Error details: Access is denied\. The account was logged on, but is no administrator/,
    ],
    [{ status: 200, headers: soap, body: '<a/>' }, /holds no ExchangeVersionInformationResponse\.$/],
  ]
  for (const [given, sentence] of cases) {
    answer = given
    const result = await test(world.context())
    t.match(result, { ok: false, status: given.status, facts: { result: 'Failed' } })
    t.match(result.summary, sentence)
  }

  answer = { status: 200, headers: soap, body: '<broken' }
  t.match(await test(world.context()), { ok: false, cause: 'bad-response', facts: { result: 'Failed' } })
  t.match(await test(world.context(), { url: 'https://mail.contoso.com:444' }), {
    ok: false,
    cause: 'connect-refused',
    summary: /could not be completed\. .* Nothing listens on 203\.0\.113\.10:444 \(mail\.contoso\.com\)\.$/,
    facts: { result: 'Failed' },
  })
})

t.test('it logs on, and needs a user', async (t) => {
  await using world = await createWorld()
  await t.rejects(test(world.context({ as: undefined })), { code: 'BH_ERR_CLIENT_NEEDS_USER' })
})
