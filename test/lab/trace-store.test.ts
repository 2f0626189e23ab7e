import t from 'tap'
import { createTraceStore } from '../../lab/trace-store.ts'
import { hop } from '../helpers/hop.ts'

t.test('the hops of a request come outermost first, whatever order they reported in', async (t) => {
  const store = createTraceStore()
  store.record(hop({ hop: 'back-end', host: 'cas1' }))
  store.record(hop({ hop: 'front-end', host: 'cas1' }))
  store.record(hop({ hop: 'client', host: 'client' }))
  store.record(hop({ hop: 'edge', host: 'lb' }))
  store.record(hop({ hop: 'edge', host: 'lb', requestId: 'another' }))
  t.same(
    (await store.trace('r1')).map(({ hop }) => hop),
    ['client', 'edge', 'front-end', 'back-end'],
  )
})

t.test('a server that must still report is waited for', async (t) => {
  const store = createTraceStore()
  store.record(hop({ hop: 'edge', host: 'lb', status: 200, edge: { mode: 'offload', server: 'cas1' } }))
  setTimeout(() => store.record(hop({ hop: 'front-end', host: 'cas1', status: 200 })), 20)
  t.equal((await store.trace('r1')).length, 2)
})

t.test('a request that nobody saw has an empty trace', async (t) => {
  t.same(await createTraceStore().trace('none'), [])
})
