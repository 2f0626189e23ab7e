import { createServer } from 'node:https'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const place = `${url}/PowerShell/`

t.test('a shell is opened and closed, once Basic is set', async (t) => {
  await using world = await createExchangeWorld()
  t.match(await runAction('powershell.shell', world.context(), { url }), {
    ok: false,
    status: 401,
    summary: `${place} offers negotiate, kerberos, but not basic, by which the client logs on.`,
  })
  world.server.setVdir('PowerShell', { authentication: ['basic'] })
  world.server.iisreset()
  t.match(await runAction('powershell.shell', world.context(), { url }), {
    ok: true,
    status: 200,
    summary: `${place} opened a shell and closed it.`,
    facts: {
      shellId: /^[0-9A-F-]{36}$/,
      owner: 'CONTOSO\\alice',
      server: 'CAS1',
      backEnd: 'cas1.contoso.com',
      closed: true,
    },
  })
  t.match(world.hops.at(-1)?.target, '/PowerShell/?serializationLevel=Full;ExchClientVer=15.0.1497.2')
  const wrong = world.context({ as: { ...world.user('alice'), password: 'guess' } })
  t.match(await runAction('powershell.shell', wrong, { url }), {
    ok: false,
    summary: `${place} refused the log-on of CONTOSO\\alice by basic.`,
  })
})

t.test('what goes wrong between the two has its own sentence', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  const answers: { status: number; type: string; body: string }[] = []
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    const { status = 500, type = '', body = '' } = answers.shift() ?? {}
    response.writeHead(status, { 'Content-Type': type }).end(body)
  })
  await world.serve('203.0.113.10:443', server)
  const soap = (status: number, inside: string) => ({
    status,
    type: 'application/soap+xml;charset=UTF-8',
    body: `<s:Envelope xmlns:s="x"><s:Body>${inside}</s:Body></s:Envelope>`,
  })
  const shell = soap(200, '<SelectorSet><Selector Name="ShellId">A</Selector></SelectorSet>')
  const fault = (text: string) => soap(500, `<Fault><Reason><Text>${text}</Text></Reason></Fault>`)
  const page = { status: 502, type: 'text/html', body: '<p>Bad gateway</p>' }
  const cases: [typeof answers, summary: string | RegExp, cause?: string][] = [
    [[fault('Too many.')], `${place} opened no shell: Too many.`],
    [[soap(200, '')], /opened no shell: the answer holds neither a shell nor a fault\.$/],
    [[page], `${place} answered 502 Bad Gateway ("Bad gateway").`],
    [[shell, fault('Gone.')], `${place} opened a shell and did not close it: Gone.`],
    [[shell, page], /^The shell was opened, but not closed: .* answered 502/],
    [[{ ...shell, body: '<broken' }], /is not the XML that was due/, 'bad-response'],
  ]
  for (const [given, summary, cause] of cases) {
    answers.splice(0, answers.length, ...given)
    const result = await runAction('powershell.shell', world.context(), { url })
    t.match(result, { ok: false, summary })
    t.equal(result.cause, cause)
  }
})
