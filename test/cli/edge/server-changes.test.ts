import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { serverChanges, watchServers } from '../../../cli/edge/server-changes.ts'

const up = { farm: 'cas', server: 'cas1', state: 'available', healthy: true, reason: undefined } as const
const down = { ...up, healthy: false, reason: 'GET / failed: nothing listens on that port.' } as const

t.test('what went down, came up or got another state is said', async (t) => {
  t.same(serverChanges([up], [up]), [])
  t.same(serverChanges([up], [down]), ['server cas1 of farm cas is down: GET / failed: nothing listens on that port'])
  t.same(serverChanges([down], [down]), [])
  t.same(serverChanges([down], [up]), ['server cas1 of farm cas is up'])
  t.same(serverChanges([up], [{ ...up, state: 'drain' }]), ['server cas1 of farm cas has the state drain now'])
  t.same(serverChanges([up], []), [], 'one that a reload took away')
  t.same(serverChanges([], [up, { ...down, server: 'cas2' }]), [
    'server cas2 of farm cas is down: GET / failed: nothing listens on that port',
  ])
})

t.test('what a server says of itself cannot steer a terminal', async (t) => {
  t.same(serverChanges([up], [{ ...down, reason: 'its\x1b[2J\nname' }]), [
    'server cas1 of farm cas is down: its?[2J?name',
  ])
})

t.test('it looks again and again, also after a look that failed', async (t) => {
  const looks: (() => Promise<(typeof up | typeof down)[]>)[] = [
    async () => [up],
    () => Promise.reject(new Error('the worker ended')),
    async () => [down],
  ]
  let said = ''
  using _watch = watchServers(() => (looks.shift() ?? (async () => [down]))(), { write: (text) => (said += text) }, 5)
  await waitUntil(() => said !== '', { what: 'a line' })
  t.equal(said, 'bridgehead: server cas1 of farm cas is down: GET / failed: nothing listens on that port\n')
})
