import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const options = { url: 'https://mail.contoso.com', heartbeat: '8m' }
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

t.test('a Ping is told as held, and ends when its time is over', async (t) => {
  const context = world.context({ established: () => world.clock.advance(480_000) })
  t.match(await runAction('activesync.ping', context, options), {
    ok: true,
    status: 200,
    facts: { outcome: 'expired', pingStatus: '1', folder: '5' },
  })
})

t.test('a heartbeat out of range is refused with the limit, and never counts as held', async (t) => {
  let established = false
  const context = world.context({
    established: () => {
      established = true
    },
  })
  t.match(await runAction('activesync.ping', context, { ...options, heartbeat: '10s' }), {
    ok: false,
    status: 200,
    facts: { outcome: 'refused', pingStatus: '5', limit: 60 },
  })
  t.equal(established, false)
})

t.test('a Ping that is broken off has its cause', async (t) => {
  const context = world.context({ established: () => world.server.iisreset() })
  t.match(await runAction('activesync.ping', context, options), { ok: false, cause: 'reset' })
})

t.test('an abort ends a held Ping at once', async (t) => {
  const ending = new AbortController()
  const context = world.context({
    signal: ending.signal,
    established: () => ending.abort(new Error('the scenario is over')),
  })
  await t.rejects(runAction('activesync.ping', context, options), { message: 'the scenario is over' })
})
