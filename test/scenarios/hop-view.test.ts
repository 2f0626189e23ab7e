import t from 'tap'
import { hopWishes, outermostHops, viewHops } from '../../scenarios/hop-view.ts'
import { hop } from '../helpers/hop.ts'

t.test('a hop is seen by the names that expectations use', async (t) => {
  const view = viewHops([
    hop({
      hop: 'edge',
      host: 'lb',
      status: 200,
      responseHeaders: [
        ['Set-Cookie', 'a=***'],
        ['Set-Cookie', 'b=***'],
        ['Vary', 'x'],
        ['vary', 'y'],
      ],
      edge: {
        mode: 'offload',
        farm: 'cas',
        server: 'cas1',
        serverConnection: 2,
        rule: { index: 1, text: 'any -> cas' },
        sentHeaders: [['X-Forwarded-Proto', 'https']],
      },
    }),
  ])
  t.match(view, {
    edge: {
      host: 'lb',
      status: 200,
      mode: 'offload',
      server: 'cas1',
      serverConnection: 2,
      rule: 'any -> cas',
      sentHeaders: { 'x-forwarded-proto': 'https' },
      responseHeaders: { 'set-cookie': ['a=***', 'b=***'], vary: 'x, y' },
    },
  })
  t.same(Object.keys(view), ['edge'], 'a hop that was not reached is not there')
})

t.test('of several records of a kind the last of the first host counts', async (t) => {
  const hops = outermostHops([
    hop({ hop: 'edge', host: 'lb', status: 401 }),
    hop({ hop: 'edge', host: 'inner', status: 500 }),
    hop({ hop: 'edge', host: 'lb', status: 200 }),
  ])
  t.match(hops.get('edge'), { host: 'lb', status: 200 })
})

t.test('expectations name hops and their values, headers in any case', async (t) => {
  t.same(hopWishes.parse({ edge: { sentHeaders: { 'X-Forwarded-For': '1.2.3.4' } }, 'back-end': 'absent' }), {
    edge: { sentHeaders: { 'x-forwarded-for': '1.2.3.4' } },
    'back-end': 'absent',
  })
  t.notOk(hopWishes.safeParse({ frontend: {} }).success)
  t.notOk(hopWishes.safeParse({ client: { server: 'cas1' } }).success, 'only an edge chooses a server')
})
