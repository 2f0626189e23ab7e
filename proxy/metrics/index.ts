// What an edge counts, and how it is told: counters ──> snapshot ──> merge (several processes) ──> text for Prometheus

export { expositionType, writeExposition } from './exposition.ts'
export { quantile } from './histogram.ts'
export { mergeMetrics } from './merge.ts'
export { type ProcessMetrics, startProcessMetrics } from './process-metrics.ts'
export { type MetricsSnapshot, SnapshotBuilder } from './snapshot.ts'
export { metricNames } from './table.ts'
