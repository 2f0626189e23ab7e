import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

for (const security of ['none', 'connect', 'sign', 'seal']) {
  for (const provider of ['ntlm', 'negotiate']) {
    t.test(`all interfaces answer with security ${security}, ${provider}`, async (t) => {
      t.match(await runAction('rpc.ping', world.context(), { url, security, provider, auth: 'basic' }), {
        ok: true,
        facts: { directoryPort: 6004, listening: true, referredTo: /^[0-9a-f-]{36}@contoso\.com$/ },
      })
    })
  }
}

t.test('a wrong password and a server that is not there are named', async (t) => {
  const as = { ...world.user('alice'), password: 'guess' }
  t.match(await runAction('rpc.ping', world.context({ as }), { url }), {
    ok: false,
    status: 401,
    summary: /refused the log-on of CONTOSO\\alice by ntlm\.$/,
  })
  t.match(await runAction('rpc.ping', world.context(), { url, server: 'other.example' }), {
    ok: false,
    status: 503,
    summary: /answered 503 RPC Error: 6ba/,
  })
})
