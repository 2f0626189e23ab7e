import t from 'tap'
import { retryAfter } from '../../proxy/retry-after.ts'
import { farmPlan, healthPlan } from './edge-plan.ts'

t.test('seconds until it is worth asking again, for what passes by itself', async (t) => {
  const farm = farmPlan('cas', ['cas1'], { queue: { most: 1, wait: 1_500 } })
  const failures = { most: 1, within: 1, pause: 30_000, status: [] }
  t.equal(retryAfter('overloaded', farm), 2, 'the wait in the queue, rounded up')
  t.equal(retryAfter('no-healthy-server', { ...farm, health: healthPlan({ interval: 5_000, rise: 3 }) }), 15)
  t.equal(retryAfter('no-healthy-server', { ...farm, failures }), 30)
  t.equal(retryAfter('no-healthy-server', { ...farm, health: healthPlan({ interval: 1 }), failures }), 1)
  t.equal(retryAfter('no-healthy-server', farm), 5, 'only an administrator brings a server back')
  t.equal(retryAfter('server-offline', farm), 5)
  t.equal(retryAfter('edge-closed', undefined), 5)
  t.equal(retryAfter('overloaded', undefined), 5)
  for (const cause of ['connect-refused', 'denied', 'no-rule', 'response-timeout'] as const) {
    t.equal(retryAfter(cause, farm), undefined, cause)
  }
})
