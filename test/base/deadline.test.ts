import t from 'tap'
import { waitUntil, within } from '../../base/deadline.ts'

t.test('it gives the first answer that is one', async (t) => {
  let asked = 0
  t.equal(await waitUntil(() => (++asked < 3 ? undefined : asked), { what: 'the third try' }), 3)
})

t.test('in vain, it says what was waited for and what was last seen', async (t) => {
  const refused = new Error('connect ECONNREFUSED')
  await t.rejects(
    waitUntil(
      () => {
        throw refused
      },
      { what: 'the edge to listen', within: 20 },
    ),
    { code: 'BH_ERR_DEADLINE', message: /the edge to listen.*ECONNREFUSED/, cause: refused },
  )
})

t.test('it ends at once when aborted', async (t) => {
  const reason = new Error('Ctrl-C')
  await t.rejects(
    waitUntil(() => false, { what: 'nothing', signal: AbortSignal.abort(reason) }),
    reason,
  )
})

t.test('a promise that comes in time is given, a late one is an error', async (t) => {
  t.equal(await within(Promise.resolve('there'), 1_000, 'a value'), 'there')
  await t.rejects(within(new Promise(() => {}), 5, 'the drain'), { code: 'BH_ERR_DEADLINE', message: /the drain/ })
})
