import t from 'tap'
import { type MetricsSnapshot, metricNames, writeExposition } from '../../../proxy/metrics/index.ts'
import { factsOf } from '../../../proxy/metrics/table.ts'
import { readExposition } from './read-exposition.ts'

const labels = { farm: 'cas', server: 'cas1:80' }
const counts = [3, 0, 2, ...new Array<number>(13).fill(0), 1]

t.test('golden: a counter, a gauge and a histogram as Prometheus reads them', async (t) => {
  const text = writeExposition({
    bridgehead_server_response_seconds: [{ labels, value: 601.5, counts }],
    bridgehead_requests_total: [
      { labels: { listener: '[::1]:443', code: '200' }, value: 12345678901 },
      { labels: { listener: '[::1]:443', code: 'none' }, value: 1 },
    ],
    bridgehead_draining: [{ labels: {}, value: 0 }],
  })
  const series = '{farm="cas",server="cas1:80"'
  const bounds = [
    '0.001',
    '0.0025',
    '0.005',
    '0.01',
    '0.025',
    '0.05',
    '0.1',
    '0.25',
    '0.5',
    '1',
    '2.5',
    '5',
    '10',
    '30',
  ]
  t.equal(
    text,
    [
      '# HELP bridgehead_requests_total Requests that are over, by the status that the client got; none where it got none.',
      '# TYPE bridgehead_requests_total counter',
      'bridgehead_requests_total{listener="[::1]:443",code="200"} 12345678901',
      'bridgehead_requests_total{listener="[::1]:443",code="none"} 1',
      '# HELP bridgehead_server_response_seconds Time from sending a request until the first byte of its answer.',
      '# TYPE bridgehead_server_response_seconds histogram',
      ...[...bounds, '120', '600', '+Inf'].map((le, at) => {
        const count = at < 2 ? 3 : le === '+Inf' ? 6 : 5
        return `bridgehead_server_response_seconds_bucket${series},le="${le}"} ${count}`
      }),
      `bridgehead_server_response_seconds_sum${series}} 601.5`,
      `bridgehead_server_response_seconds_count${series}} 6`,
      '# HELP bridgehead_draining 1 while the edge drains, else 0.',
      '# TYPE bridgehead_draining gauge',
      'bridgehead_draining 0',
      '',
    ].join('\n'),
  )
})

t.test('whatever stands in a label, it comes back as it was', async (t) => {
  for (const server of ['a"b', 'a\\b', 'a\nb', 'a\\nb', '"\\\n', 'é\u{1f600}', '}', ',x="']) {
    const families = readExposition(
      writeExposition({ bridgehead_server_healthy: [{ labels: { farm: 'cas', server }, value: 1 }] }),
    )
    t.same(families.get('bridgehead_server_healthy')?.samples[0]?.labels, { farm: 'cas', server })
  }
})

t.test('names and labels follow the conventions', async (t) => {
  const every: MetricsSnapshot = Object.fromEntries(
    metricNames.map((name) => {
      const { labels, bounds } = factsOf(name)
      const sample = { labels: Object.fromEntries(labels.map((label) => [label, 'x'])), value: 1 }
      return [name, [bounds === undefined ? sample : { ...sample, counts: bounds.map(() => 1) }]]
    }),
  )
  const families = readExposition(writeExposition(every))
  t.same([...families.keys()], metricNames)
  for (const [name, { type, help }] of families) {
    t.match(name, /^(bridgehead|process|nodejs)_[a-z0-9_]+$/)
    t.equal(/_total$/.test(name), type === 'counter', `${name}: _total is for counters`)
    t.match(help, /^.*\.$/, `${name} says what it is`)
    t.notMatch(name, /milliseconds|kilobytes|_ms$/, `${name} is in base units`)
  }
})
