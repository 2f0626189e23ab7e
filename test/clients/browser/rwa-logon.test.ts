import t from 'tap'
import { createEssentialsWorld, essentialsUser } from '../essentials.ts'
import { runAction } from '../run.ts'

const url = 'https://remote.contoso.com'

t.test('a browser is led to the form, logs on and sees the page', async (t) => {
  await using world = await createEssentialsWorld()
  const result = await runAction('rwa.logon', world.context(), { url })
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
  await using world = await createEssentialsWorld()
  const result = await runAction('rwa.logon', world.context(), { url: 'http://remote.contoso.com/Remote' })
  t.match(result, { ok: true, facts: { url: 'https://remote.contoso.com/Remote' } })
  t.match(world.hops[0], { scheme: 'http', status: 302 })
})

t.test('a wrong password is a refusal, not a loop', async (t) => {
  await using world = await createEssentialsWorld()
  const result = await runAction('rwa.logon', world.context({ as: { ...essentialsUser, password: 'wrong' } }), { url })
  t.match(result, {
    ok: false,
    status: 200,
    cause: undefined,
    summary: 'https://remote.contoso.com/Remote/logon refused name or password of CONTOSO\\alice.',
  })
  t.notOk('loop' in result.facts)
})

t.test('where there is no Remote Web Access, the client says what came instead', async (t) => {
  await using world = await createEssentialsWorld()
  const result = await runAction('rwa.logon', world.context(), { url: 'https://remote.contoso.com/owa/' })
  t.match(result, { ok: false, status: 404, facts: { landedOn: '/owa/' } })
  t.match(
    result.summary,
    /^The logon page of Remote Web Access did not come: https:\/\/remote\.contoso\.com\/owa\/ answered 404/,
  )
})
