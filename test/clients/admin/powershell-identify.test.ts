import { createServer } from 'node:https'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const place = `${url}/PowerShell/`

t.test('remote PowerShell says who it is, before the log-on and after it', async (t) => {
  await using world = await createExchangeWorld()
  // As Exchange sets it up, it takes Kerberos alone, which the lab has not.
  world.server.setVdir('PowerShell', { authentication: ['windows'] })
  world.server.iisreset()
  for (const [auth, legs] of [
    ['none', [200]],
    ['ntlm', [401, 401, 200]],
    ['negotiate', [401, 401, 200]],
  ] as const) {
    const before = world.hops.length
    t.match(await runAction('powershell.identify', world.context(), { url, auth }), {
      ok: true,
      status: 200,
      cause: undefined,
      summary: `${place} is Microsoft Corporation, OS: 6.3.9600 SP: 0.0 Stack: 3.0.`,
      facts: {
        protocolVersion: 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd',
        productVendor: 'Microsoft Corporation',
        productVersion: 'OS: 6.3.9600 SP: 0.0 Stack: 3.0',
        server: 'CAS1',
      },
      certificate: { trusted: true },
    })
    const hops = world.hops.slice(before)
    t.same(
      hops.map(({ status }) => status),
      legs,
    )
    const said = hops.at(-1)?.requestHeaders.find(([name]) => name === 'WSMANIDENTIFY')?.[1]
    t.equal(said, auth === 'none' ? 'unauthenticated' : undefined, 'Windows is told when there is no log-on')
  }
})

t.test('nobody need be known for it, unless a log-on is wanted', async (t) => {
  await using world = await createExchangeWorld()
  t.match(await runAction('powershell.identify', world.context({ as: undefined }), { url }), { ok: true })
  await t.rejects(runAction('powershell.identify', world.context({ as: undefined }), { url, auth: 'ntlm' }), {
    code: 'BH_ERR_CLIENT_NEEDS_USER',
  })
})

t.test('a server that offers Kerberos alone cannot be logged on to by NTLM', async (t) => {
  await using world = await createExchangeWorld()
  t.match(await runAction('powershell.identify', world.context(), { url, auth: 'negotiate' }), {
    ok: false,
    status: 401,
    summary: `${place} refused the log-on of CONTOSO\\alice by negotiate.`,
    facts: { schemes: 'negotiate, kerberos' },
  })
  t.match(world.serverHops.at(-1), { subStatus: 1, detail: 'only Kerberos is taken here, and the client sent NTLM' })
  t.match(await runAction('powershell.identify', world.context(), { url, auth: 'ntlm' }), {
    ok: false,
    summary: `${place} offers negotiate, kerberos, but not ntlm, by which the client logs on.`,
  })
})

t.test('what is no remote PowerShell has its own sentence', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  let answer = { status: 200, type: '', body: '' }
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    response.writeHead(answer.status, { 'Content-Type': answer.type }).end(answer.body)
  })
  await world.serve('203.0.113.10:443', server)
  const soap = 'application/soap+xml;charset=UTF-8'
  const fault = (text: string): string =>
    `<s:Envelope xmlns:s="x"><s:Body><s:Fault><s:Reason><s:Text>${text}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>`
  const cases: [typeof answer, summary: string | RegExp, cause?: string][] = [
    [{ status: 500, type: soap, body: fault('Access is denied.') }, `${place} refused Identify: Access is denied.`],
    [{ status: 200, type: soap, body: '<a/>' }, `${place} refused Identify: there is no IdentifyResponse.`],
    [{ status: 200, type: soap, body: '<broken' }, /is not the XML that was due/, 'bad-response'],
    [
      { status: 200, type: 'text/html', body: '<title>x</title><p>Welcome to <b>nginx</b>' },
      `${place} answered 200 OK ("Welcome to nginx").`,
    ],
    [{ status: 500, type: 'text/html', body: '<p>Runtime Error' }, /answered 500 .*\("Runtime Error"\)\.$/],
    [{ status: 401, type: 'text/html', body: '' }, /wants a log-on \(no way to log on\), and the client has none/],
    [{ status: 403, type: 'text/plain', body: 'denied' }, `${place} answered 403 Forbidden ("denied").`],
  ]
  for (const [given, summary, cause] of cases) {
    answer = given
    const result = await runAction('powershell.identify', world.context(), { url })
    t.match(result, { ok: false, status: given.status, summary })
    t.equal(result.cause, cause)
  }
})
