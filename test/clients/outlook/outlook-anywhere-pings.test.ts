import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const action = 'outlook-anywhere.connect'
const url = 'https://mail.contoso.com'
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

t.test('held channels bring the pings of the server, and end with the last that is waited for', async (t) => {
  const established = () => {
    world.clock.advance(60_000)
    world.clock.advance(60_000)
  }
  const held = await runAction(action, world.context({ established }), { url, hold: '1m', pings: 2 })
  t.match(held, { ok: true, facts: { bound: true, pings: 2 } })
  t.ok(Number(held.facts['heldMilliseconds']) < 5_000)
})

t.test('pings that do not come in time are a failure of their own', async (t) => {
  t.match(await runAction(action, world.context(), { url, hold: '100ms', pings: 1 }), {
    ok: false,
    cause: 'idle-timeout',
    facts: { bound: true, pings: 0 },
    summary: /^The channels to .* stood for \d+ ms, and brought 0 of 1 pings\.$/,
  })
  await t.rejects(runAction(action, world.context(), { url, pings: 1 }), /say how long at most/)
})

t.test('an abort ends held channels at once, with its own reason', async (t) => {
  const ending = new AbortController()
  const established = () => ending.abort(new Error('the scenario is over'))
  const context = world.context({ signal: ending.signal, established })
  await t.rejects(runAction(action, context, { url, hold: '1m' }), { message: 'the scenario is over' })
})

t.test('the port chooses the service that is bound to', async (t) => {
  t.match(await runAction(action, world.context(), { url, port: 6004 }), {
    ok: true,
    summary: /bound to the directory\.$/,
    facts: { secondaryAddress: '6004' },
  })
  t.match(await runAction(action, world.context(), { url, port: 6002 }), {
    ok: true,
    summary: /bound to the referral service\.$/,
  })
})
