import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { HttpSession } from '../../../clients/http/index.ts'
import { createWorld } from '../world.ts'
import { type NtlmServer, type NtlmServerOptions, ntlmServer } from './ntlm-server.ts'
import { type KeepingObserver, keepingObserver } from './observer.ts'

const url = new URL('http://mail.contoso.com/EWS/Exchange.asmx')
const account = (user: string) => ({ user, domain: 'CONTOSO', password: `${user}'s password` })
const passwords = { alice: account('alice').password, bob: account('bob').password }

async function start(
  t: Test,
  options: Partial<NtlmServerOptions> = {},
): Promise<NtlmServer & { session: HttpSession; observer: KeepingObserver }> {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const server = ntlmServer({ passwords, ...options })
  await world.serve('203.0.113.10:80', server.server)
  const session = new HttpSession(world.from)
  t.teardown(async () => {
    await session[Symbol.asyncDispose]()
    await world[Symbol.asyncDispose]()
  })
  return { ...server, session, observer: keepingObserver() }
}

for (const scheme of ['ntlm', 'negotiate'] as const) {
  t.test(`${scheme} takes three legs on one connection, the body with the first and the last`, async (t) => {
    const { session, observer, seen } = await start(t)
    const name = scheme === 'ntlm' ? 'NTLM' : 'Negotiate'
    const request = { url, method: 'POST', body: Buffer.from('12345'), scheme, account: account('alice') }
    const answer = await session.send(request, observer)
    t.equal(answer.body.toString(), 'hello alice')
    t.same(seen, ['POST - 5 -', `POST ${name} 0 -`, `POST ${name} 5 alice`])
    t.same(
      observer.records.map(({ status, connection }) => [status, connection]),
      [
        [401, 1],
        [401, 1],
        [200, 1],
      ],
    )
    t.equal(new Set(observer.ids).size, 3, 'each leg has an id of its own')

    await session.send(request, observer)
    t.equal(seen.at(-1), 'POST - 5 alice', 'the connection stays logged on')
    t.equal(seen.length, 4)
  })
}

t.test('a wrong password ends in a 401 without a second try', async (t) => {
  const { session, observer, seen } = await start(t)
  const wrong = { ...account('alice'), password: 'guess' }
  t.equal((await session.send({ url, scheme: 'ntlm', account: wrong }, observer)).status, 401)
  t.same(seen, ['GET - 0 -', 'GET NTLM 0 -', 'GET NTLM 0 -'])
})

t.test('a scheme that is not offered is not tried', async (t) => {
  const { session, observer, seen } = await start(t, { offers: ['Basic realm="x"'] })
  t.equal((await session.send({ url, scheme: 'ntlm', account: account('alice') }, observer)).status, 401)
  t.same(seen, ['GET - 0 -'])
})

t.test('schemes that a proxy has folded into one line are lost, as they are for real clients', async (t) => {
  const { session, observer, seen } = await start(t, { offers: ['Negotiate, NTLM'] })
  t.equal((await session.send({ url, scheme: 'ntlm', account: account('alice') }, observer)).status, 401)
  t.equal(seen.length, 1)
})

t.test('a connection that does not last from challenge to answer is named as the cause', async (t) => {
  const { session, observer } = await start(t, { closesAfterChallenge: true })
  await t.rejects(session.send({ url, scheme: 'ntlm', account: account('alice') }, observer), {
    failureCause: 'reset',
    message: /NTLM needs one connection kept open/,
  })
})

t.test('another account never uses a connection that one is logged on to', async (t) => {
  const { session, observer, seen } = await start(t)
  await session.send({ url, scheme: 'ntlm', account: account('alice') }, observer)
  const answer = await session.send({ url, scheme: 'ntlm', account: account('bob') }, observer)
  t.equal(answer.body.toString(), 'hello bob')
  t.equal(answer.connection, 2)
  t.same(seen.slice(3), ['GET - 0 -', 'GET NTLM 0 -', 'GET NTLM 0 bob'])
})

t.test('a body that streams goes with the last leg only', async (t) => {
  const { session, observer, seen } = await start(t)
  const body = () => Readable.from([Buffer.from('12'), Buffer.from('345')])
  const answer = await session.send({ url, method: 'POST', body, scheme: 'ntlm', account: account('alice') }, observer)
  t.equal(answer.body.toString(), 'hello alice')
  t.same(seen, ['POST NTLM 0 -', 'POST NTLM 5 alice'])
})

t.test('Basic goes with the first leg', async (t) => {
  const { session, observer, seen } = await start(t)
  t.equal((await session.send({ url, scheme: 'basic', account: account('alice') }, observer)).status, 401)
  t.same(seen, ['GET Basic 0 -'])
})
