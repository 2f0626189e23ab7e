import t from 'tap'
import { createClock } from '../../../base/clock.ts'
import type { Credentials } from '../../../clients/types.ts'
import { startEssentials } from '../../../mock-exchange/index.ts'
import { loadPlanText } from '../../../topology/index.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

const { plan } = loadPlanText(`
domain: contoso.com
hosts:
  essentials: { role: essentials, intranet: 192.168.16.3, publicName: remote.contoso.com }
users:
  alice: { password: "Pässword:1" }
`)
const [alice] = plan.users
const [essentials] = plan.essentialsServers
if (alice === undefined || essentials === undefined) throw new Error('the topology is not as meant')
const as: Credentials = alice
const host = essentials
const url = 'https://remote.contoso.com'

async function start(): Promise<World> {
  await using starting = new AsyncDisposableStack()
  const world = starting.use(await createWorld())
  const clock = starting.use(createClock())
  const certificate = await world.certificate('remote.contoso.com')
  const surroundings = { dial: world.from.dial, clock, record: () => {}, held: () => {}, ...plan }
  const server = starting.use(await startEssentials({ plan: host, certificate }, surroundings))
  for (const socket of server.sockets) world.place(`203.0.113.10:${socket.tls ? 443 : 80}`, socket.port)
  world.name('remote.contoso.com', 'A', '203.0.113.10')
  const running = starting.move()
  return { ...world, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

t.test('a browser is led to the form, logs on and sees the page', async (t) => {
  await using world = await start()
  const result = await runAction('rwa.logon', world.context({ as }), { url })
  t.match(result, {
    ok: true,
    status: 200,
    summary: 'CONTOSO\\alice is logged on to Remote Web Access.',
    facts: {
      user: 'CONTOSO\\alice',
      logOnPage: '/Remote/logon',
      landedOn: '/Remote',
      cookies: '.ASPXAUTH',
      secureCookies: true,
    },
    certificate: { names: ['remote.contoso.com'], trusted: true },
  })
  t.same(
    world.hops.map(({ method, target, status }) => `${method} ${target} ${status}`),
    [
      'GET /remote 302',
      'GET /Remote/logon?ReturnUrl=%2fRemote 200',
      'POST /Remote/logon?ReturnUrl=%2FRemote 302',
      'GET /Remote 200',
    ],
  )
})

t.test('plain HTTP and the bare name lead to the same page over TLS', async (t) => {
  await using world = await start()
  const result = await runAction('rwa.logon', world.context({ as }), { url: 'http://remote.contoso.com/Remote' })
  t.match(result, { ok: true, facts: { url: 'https://remote.contoso.com/Remote' } })
  t.match(world.hops[0], { scheme: 'http', status: 302 })
})

t.test('a wrong password is a refusal, not a loop', async (t) => {
  await using world = await start()
  const result = await runAction('rwa.logon', world.context({ as: { ...as, password: 'wrong' } }), { url })
  t.match(result, {
    ok: false,
    status: 200,
    cause: undefined,
    summary: 'https://remote.contoso.com/Remote/logon refused name or password of CONTOSO\\alice.',
  })
  t.notOk('loop' in result.facts)
})

t.test('where there is no Remote Web Access, the client says what came instead', async (t) => {
  await using world = await start()
  const result = await runAction('rwa.logon', world.context({ as }), { url: 'https://remote.contoso.com/owa/' })
  t.match(result, { ok: false, status: 404, facts: { landedOn: '/owa/' } })
  t.match(
    result.summary,
    /^The logon page of Remote Web Access did not come: https:\/\/remote\.contoso\.com\/owa\/ answered 404/,
  )
})
