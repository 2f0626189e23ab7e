import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

for (const auth of ['ntlm', 'basic']) {
  t.test(`both channels are joined and bound after ${auth}, each on its connection`, async (t) => {
    const before = world.hops.length
    t.match(await runAction('outlook-anywhere.connect', world.context(), { url, auth }), {
      ok: true,
      status: 200,
      facts: { connectionTimeout: 120_000, receiveWindow: 262_144, bound: true, secondaryAddress: '6001' },
    })
    const hops = world.hops.slice(before)
    const connectionsOf = (wanted: string) =>
      new Set(hops.filter(({ method }) => method === wanted).map(({ connection }) => connection))
    t.same([connectionsOf('RPC_IN_DATA'), connectionsOf('RPC_OUT_DATA')], [new Set([1]), new Set([2])])
    t.match(
      hops.find(({ method, status }) => method === 'RPC_OUT_DATA' && status === 200),
      { requestBytes: 76, target: /^\/rpc\/rpcproxy\.dll\?[0-9a-f-]{36}@contoso\.com:6001$/ },
    )
  })
}

t.test('the channels are told as established, and held as long as wanted', async (t) => {
  let established = 0
  const context = world.context({
    established: () => {
      established++
      world.clock.advance(60_000)
    },
  })
  const result = await runAction('outlook-anywhere.connect', context, { url, hold: '100ms' })
  t.match(result, { ok: true, summary: /kept its channels/ })
  t.ok(Number(result.facts['heldMilliseconds']) >= 99)
  t.equal(established, 1)
})

t.test('channels that break while they are held fail with the time that they stood', async (t) => {
  const context = world.context({ established: () => world.server.recycle('MSExchangeRpcProxyFrontEndAppPool') })
  t.match(await runAction('outlook-anywhere.connect', context, { url, hold: '30s' }), {
    ok: false,
    facts: { bound: true },
    summary: /^The channels to .* stood for \d+ ms, and broke: /,
  })
})

t.test('a wrong password, a wrong port and a method that is refused are named', async (t) => {
  const as = { ...world.user('alice'), password: 'guess' }
  t.match(await runAction('outlook-anywhere.connect', world.context({ as }), { url }), {
    ok: false,
    status: 401,
    summary: 'https://mail.contoso.com/rpc/rpcproxy.dll refused the log-on of CONTOSO\\alice by ntlm.',
  })
  t.match(await runAction('outlook-anywhere.connect', world.context(), { url, port: 25 }), {
    ok: false,
    status: 503,
    summary: /answered 503 RPC Error: 5/,
  })
})
