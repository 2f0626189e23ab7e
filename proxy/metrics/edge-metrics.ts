import type { Member } from '../member.ts'
import type { CauseCounts, ListenerCounters, StatusCounts } from './counters.ts'
import { type MetricsSnapshot, SnapshotBuilder } from './snapshot.ts'
import type { MetricName } from './table.ts'

/** What an edge has counted. */
export interface EdgeCounters {
  readonly listeners: readonly ListenerCounters[]
  readonly members: readonly Member[]
  readonly draining: boolean
}

/** The metrics of an edge at this moment. */
export function edgeMetrics({ listeners, members, draining }: EdgeCounters): MetricsSnapshot {
  const builder = new SnapshotBuilder()
  for (const listener of listeners) addListener(builder, listener)
  for (const member of members) addServer(builder, member)
  builder.add('bridgehead_draining', {}, Number(draining))
  return builder.snapshot
}

type Labels = Readonly<Record<string, string>>

function addListener(builder: SnapshotBuilder, listener: ListenerCounters): void {
  const labels = { listener: listener.name }
  builder.add('bridgehead_connections_total', labels, listener.accepted)
  builder.add('bridgehead_connections_open', labels, listener.open)
  builder.add('bridgehead_connections_refused_total', labels, listener.refused)
  builder.add('bridgehead_accept_failures_total', labels, listener.acceptsFailed)
  const handshakes = {
    full: listener.handshakesFull,
    resumed: listener.handshakesResumed,
    failed: listener.handshakesFailed,
  }
  for (const [result, count] of Object.entries(handshakes)) {
    builder.add('bridgehead_tls_handshakes_total', { ...labels, result }, count)
  }
  addStatuses(builder, 'bridgehead_requests_total', labels, listener.byStatus)
  addCauses(builder, 'bridgehead_failures_total', labels, listener.failures)
  builder.add('bridgehead_tunnels_open', labels, listener.tunnels)
}

function addServer(builder: SnapshotBuilder, member: Member): void {
  const { farm, plan, healthy, inFlight, counters } = member
  const labels = { farm, server: plan.name }
  const { responseSeconds, probeSeconds } = counters
  builder.add('bridgehead_server_healthy', labels, Number(healthy))
  builder.add('bridgehead_server_health_changes_total', labels, counters.healthChanges)
  builder.add('bridgehead_server_probes_total', { ...labels, result: 'healthy' }, counters.probesHealthy)
  builder.add('bridgehead_server_probes_total', { ...labels, result: 'unhealthy' }, counters.probesUnhealthy)
  if (probeSeconds !== undefined) builder.add('bridgehead_server_probe_seconds', labels, probeSeconds)
  addStatuses(builder, 'bridgehead_server_requests_total', labels, counters.byStatus)
  addCauses(builder, 'bridgehead_server_failures_total', labels, counters.failures)
  builder.add('bridgehead_server_requests_in_flight', labels, inFlight)
  builder.add('bridgehead_server_request_bytes_total', labels, member.requestBytes)
  builder.add('bridgehead_server_response_bytes_total', labels, member.responseBytes)
  builder.add('bridgehead_server_response_seconds', labels, responseSeconds.sum, [...responseSeconds.counts])
  builder.add('bridgehead_server_retries_total', labels, counters.retries)
  builder.add('bridgehead_server_connections_total', labels, counters.connectionsOpened)
  builder.add('bridgehead_server_connections_reused_total', labels, counters.connectionsReused)
  builder.add('bridgehead_server_connections_open', labels, member.connections.size)
  builder.add('bridgehead_server_connections_at_rest', labels, counters.connectionsAtRest)
  addCauses(builder, 'bridgehead_server_connect_failures_total', labels, counters.connectFailures)
}

function addStatuses(builder: SnapshotBuilder, name: MetricName, labels: Labels, counts: StatusCounts): void {
  for (const [status, count] of counts.entries()) {
    if (count > 0) builder.add(name, { ...labels, code: status === 0 ? 'none' : String(status) }, count)
  }
}

function addCauses(builder: SnapshotBuilder, name: MetricName, labels: Labels, counts: CauseCounts): void {
  for (const [cause, count] of counts) builder.add(name, { ...labels, cause }, count)
}
