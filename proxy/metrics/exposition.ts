// The text format of Prometheus, version 0.0.4 (prometheus.io, "Exposition formats", text-based format).

import type { MetricsSnapshot, Sample } from './snapshot.ts'
import { factsOf, type MetricName, metricNames } from './table.ts'

/** What goes out as Content-Type with it. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8'

/** A snapshot in Prometheus' text format: each metric with its HELP and TYPE, those without a series left out. */
export function writeExposition(snapshot: MetricsSnapshot): string {
  return metricNames
    .map((name) => {
      const samples = snapshot[name]
      return samples === undefined || samples.length === 0 ? '' : family(name, samples)
    })
    .join('')
}

function family(name: MetricName, samples: readonly Sample[]): string {
  const { help, type, bounds = [] } = factsOf(name)
  const head = `# HELP ${name} ${help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')}\n# TYPE ${name} ${type}\n`
  const lines = samples.map((sample) =>
    type === 'histogram' ? histogram(name, bounds, sample) : line(name, sample.labels, sample.value),
  )
  return head + lines.join('')
}

/** Buckets are added up: each counts all values up to its bound. */
function histogram(name: string, bounds: readonly number[], { labels, value, counts = [] }: Sample): string {
  let count = 0
  const buckets = [...bounds.map(String), '+Inf'].map((le, at) => {
    count += counts[at] ?? 0
    return line(`${name}_bucket`, { ...labels, le }, count)
  })
  return `${buckets.join('')}${line(`${name}_sum`, labels, value)}${line(`${name}_count`, labels, count)}`
}

function line(name: string, labels: Sample['labels'], value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
}

function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}
