import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { Figures } from '../../../clients/load/figures.ts'
import { Histogram } from '../../../clients/load/histogram.ts'
import { loadProfiles } from '../../../clients/load/profiles/index.ts'
import { type LoadPlan, startLoad } from '../../../clients/load/run-load.ts'
import { createExchangeWorld } from '../exchange.ts'

const mixOf = (...names: readonly string[]): LoadPlan['mix'] =>
  names.flatMap((name) => {
    const profile = loadProfiles.get(name)
    return profile === undefined ? [] : [{ profile, users: 2 }]
  })

t.test('quantiles are right within four per cent, whatever the times', async (t) => {
  const histogram = new Histogram()
  t.equal(histogram.quantile(0.5), undefined)
  for (let value = 1; value <= 1_000; value++) histogram.add(value)
  for (const share of [0.5, 0.95, 0.99]) {
    const found = histogram.quantile(share) ?? 0
    t.ok(found >= share * 1_000 && found <= share * 1_000 * 1.04, `${share}: ${found}`)
  }
  histogram.add(0)
  histogram.add(1e9)
  t.equal(histogram.count, 1_002)
})

t.test('clients of every kind work against a server', async (t) => {
  await using world = await createExchangeWorld()
  const origin = new URL('https://mail.contoso.com')
  const users = [world.user('alice'), world.user('bob')]
  const base = { from: world.from, origin, users, signal: new AbortController().signal }

  await t.test('so many rounds and no more', async (t) => {
    const plan = { mix: mixOf('ews', 'outlook', 'owa'), duration: 20_000, count: 12, pause: 0 }
    const { profiles } = await startLoad(plan, base).done
    t.equal(
      profiles.reduce((sum, { rounds }) => sum + rounds, 0),
      12,
    )
    for (const { profile, errorsByCause, requests, p50, mostConnections } of profiles) {
      t.same(errorsByCause, {}, profile)
      t.ok(requests > 0 && p50 !== null && p50 > 0, profile)
      t.ok(mostConnections >= 1 && mostConnections <= 2, profile)
    }
  })

  await t.test('Pings are held until the load ends, which is no error', async (t) => {
    const stop = new AbortController()
    const plan = { mix: mixOf('activesync'), duration: undefined, count: undefined, pause: 0 }
    const running = startLoad(plan, { ...base, signal: stop.signal })
    await waitUntil(() => running.figures().profiles[0]?.held === 2, { what: 'both phones to have a Ping held' })
    t.equal(running.figures().started, 2)
    stop.abort()
    const { profiles } = await running.done
    t.match(profiles, [{ profile: 'activesync', held: 2, mostHeld: 2, connections: 2, errors: 0 }])
  })

  await t.test('errors are counted by cause, and clients wait before they try again', async (t) => {
    const nobody = users.map((user) => ({ ...user, password: 'wrong' }))
    const plan = { mix: mixOf('ews', 'activesync'), duration: undefined, count: 4, pause: 0 }
    const { profiles } = await startLoad(plan, { ...base, users: nobody }).done
    t.match(profiles, [
      { profile: 'ews', rounds: 0, errorsByCause: { 'status 401': Number } },
      { profile: 'activesync', rounds: 0, errorsByCause: { 'status 401': Number } },
    ])
    t.equal(
      profiles.reduce((sum, { errors }) => sum + errors, 0),
      4,
    )
  })
})

t.test('held requests and connections are counted down once', async (t) => {
  const figures = new Figures('x', 1)
  const release = figures.hold()
  figures.hold()
  release()
  release()
  t.match(figures.now(1), { held: 1, mostHeld: 2 })
})
