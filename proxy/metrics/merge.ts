import type { MetricsSnapshot, Sample } from './snapshot.ts'
import { factsOf, metricNames } from './table.ts'

/**
 * One snapshot of several: of one edge in several processes (`workers` names them, for the label `worker`), or of parts that
 * have no metric in common. Counters, histograms and gauges that count things add up; of the others (a server's health, a
 * process's memory) each process's own stays, with its label when there is more than one process.
 */
export function mergeMetrics(snapshots: readonly MetricsSnapshot[], workers: readonly string[] = []): MetricsSnapshot {
  const merged: { -readonly [Name in keyof MetricsSnapshot]: MetricsSnapshot[Name] } = {}
  for (const name of metricNames) {
    const { merge } = factsOf(name)
    const all = snapshots.flatMap((snapshot, index) => {
      const worker = workers[index]
      const samples = snapshot[name] ?? []
      if (merge === 'sum' || worker === undefined) return samples
      return samples.map((sample) => ({ ...sample, labels: { ...sample.labels, worker } }))
    })
    if (all.length > 0) merged[name] = merge === 'sum' ? added(all) : all
  }
  return merged
}

function added(samples: readonly Sample[]): readonly Sample[] {
  const bySeries = Map.groupBy(samples, ({ labels }) => JSON.stringify(Object.entries(labels).sort()))
  return Array.from(bySeries.values(), (series) => series.reduce(sumOf))
}

function sumOf(one: Sample, other: Sample): Sample {
  const value = one.value + other.value
  if (one.counts === undefined) return { labels: one.labels, value }
  return { labels: one.labels, value, counts: one.counts.map((count, at) => count + (other.counts?.[at] ?? 0)) }
}
