import type { MetricName } from './table.ts'

/** One series at one moment. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  /** Of a histogram: the sum of all values. */
  readonly value: number
  /** Of a histogram only: how many values fell into each bucket, not added up; the last is above all bounds. */
  readonly counts?: readonly number[]
}

/** All series at one moment, by the name of their metric; plain data, for JSON and for messages between processes. */
export type MetricsSnapshot = { readonly [Name in MetricName]?: readonly Sample[] }

/** Collects samples into a snapshot. */
export class SnapshotBuilder {
  readonly snapshot: { [Name in MetricName]?: Sample[] } = {}

  add(name: MetricName, labels: Sample['labels'], value: number, counts?: readonly number[]): void {
    const samples = this.snapshot[name] ?? []
    this.snapshot[name] = samples
    samples.push({ labels, value, ...(counts === undefined ? {} : { counts }) })
  }
}
