import t from 'tap'
import type { Look } from '../../../cli/top/admin-client.ts'
import { activityBetween } from '../../../cli/top/rates.ts'

const labels = { farm: 'cas', server: 'cas1' }
const counts = (first: number, last: number) => [first, ...new Array<number>(15).fill(0), last]

function lookAt(at: number, metrics: Look['metrics']): Look {
  const servers = [{ farm: 'cas', server: 'cas1', state: 'available', healthy: true, requestsInFlight: 2 }]
  return { at, edge: 'front', ready: true, reasons: [], servers, metrics }
}

t.test('rates are what has grown, by the time between', async (t) => {
  const before = lookAt(1_000, {
    bridgehead_server_requests_total: [{ labels: { ...labels, code: '200' }, value: 100 }],
    bridgehead_server_response_seconds: [{ labels, value: 1, counts: counts(50, 0) }],
  })
  const after = lookAt(3_000, {
    bridgehead_server_requests_total: [
      { labels: { ...labels, code: '200' }, value: 110 },
      { labels: { ...labels, code: '502' }, value: 4 },
      { labels: { farm: 'other', server: 'cas1', code: '200' }, value: 1_000 },
    ],
    bridgehead_requests_total: [{ labels: { listener: 'a', code: '503' }, value: 8 }],
    bridgehead_server_response_seconds: [{ labels, value: 2, counts: counts(60, 0) }],
    bridgehead_server_response_bytes_total: [{ labels, value: 5_000 }],
    bridgehead_connections_open: [
      { labels: { listener: 'a' }, value: 3 },
      { labels: { listener: 'b' }, value: 4 },
    ],
  })
  const { servers, total, seconds } = activityBetween(before, after)
  t.equal(seconds, 2)
  t.match(servers, [
    {
      server: 'cas1',
      requestsPerSecond: 7,
      errorsPerSecond: 2,
      medianMilliseconds: 0.5,
      responseBytesPerSecond: 2_500,
      requestsInFlight: 2,
    },
  ])
  t.match(total, { requestsPerSecond: 4, errorsPerSecond: 4, connections: 7, responseBytesPerSecond: 2_500 })
})

t.test('an edge that was started anew counts from nothing', async (t) => {
  const of = (value: number) => ({
    bridgehead_server_requests_total: [{ labels: { ...labels, code: '200' }, value }],
    bridgehead_server_response_seconds: [{ labels, value: 1, counts: counts(value, 0) }],
  })
  const [server] = activityBetween(lookAt(0, of(1_000)), lookAt(1_000, of(5))).servers
  t.equal(server?.requestsPerSecond, 5)
  t.equal(server?.medianMilliseconds, 0.5)
})

t.test('nothing measured is not zero milliseconds', async (t) => {
  const [server] = activityBetween(lookAt(0, {}), lookAt(1_000, {})).servers
  t.match(server, { requestsPerSecond: 0, medianMilliseconds: undefined, p99Milliseconds: undefined })
})
