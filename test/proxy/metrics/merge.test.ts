import t from 'tap'
import { mergeMetrics } from '../../../proxy/metrics/index.ts'

const labels = { farm: 'cas', server: 'cas1' }

t.test('counters, histograms and gauges that count add up by series', async (t) => {
  const one = {
    bridgehead_server_requests_total: [
      { labels: { ...labels, code: '200' }, value: 2 },
      { labels: { ...labels, code: '500' }, value: 1 },
    ],
    bridgehead_server_response_seconds: [{ labels, value: 0.5, counts: [1, 2] }],
    bridgehead_server_requests_in_flight: [{ labels, value: 3 }],
  }
  // The same series, whatever the order of its labels.
  const two = {
    bridgehead_server_requests_total: [{ labels: { code: '200', server: 'cas1', farm: 'cas' }, value: 40 }],
    bridgehead_server_response_seconds: [{ labels, value: 1.5, counts: [0, 5] }],
    bridgehead_server_requests_in_flight: [{ labels, value: 4 }],
  }
  t.same(mergeMetrics([one, two], ['1', '2']), {
    bridgehead_server_requests_total: [
      { labels: { ...labels, code: '200' }, value: 42 },
      { labels: { ...labels, code: '500' }, value: 1 },
    ],
    bridgehead_server_requests_in_flight: [{ labels, value: 7 }],
    bridgehead_server_response_seconds: [{ labels, value: 2, counts: [1, 7] }],
  })
})

t.test('what cannot be added stays apart, with the label worker', async (t) => {
  const healthy = (value: number) => ({ bridgehead_server_healthy: [{ labels, value }] })
  t.same(mergeMetrics([healthy(1), healthy(0)], ['1', '2']), {
    bridgehead_server_healthy: [
      { labels: { ...labels, worker: '1' }, value: 1 },
      { labels: { ...labels, worker: '2' }, value: 0 },
    ],
  })
  t.same(mergeMetrics([healthy(1), { bridgehead_draining: [{ labels: {}, value: 0 }] }]), {
    bridgehead_server_healthy: [{ labels, value: 1 }],
    bridgehead_draining: [{ labels: {}, value: 0 }],
  })
})
