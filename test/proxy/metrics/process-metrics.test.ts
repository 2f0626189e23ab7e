import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { startProcessMetrics, writeExposition } from '../../../proxy/metrics/index.ts'
import { readExposition, seriesValue } from './read-exposition.ts'

t.test('a process is measured until it is disposed', async (t) => {
  using metrics = startProcessMetrics()
  const read = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    seriesValue(readExposition(writeExposition(metrics.snapshot())), name, labels)
  t.ok((read('process_resident_memory_bytes') ?? 0) > 1e6)
  t.ok((read('nodejs_heap_used_bytes') ?? 0) > 1e6)
  t.ok((read('process_cpu_seconds_total') ?? 0) > 0)
  t.ok(Math.abs((read('process_start_time_seconds') ?? 0) - Date.now() / 1e3) < 600)
  await waitUntil(() => read('bridgehead_event_loop_delay_seconds', { stat: 'mean' }), { what: 'a first look' })
  const end = performance.now() + 120
  while (performance.now() < end);
  await waitUntil(() => (read('bridgehead_event_loop_delay_seconds', { stat: 'max' }) ?? 0) > 0.05, {
    what: 'a blocked loop to show',
  })
})
