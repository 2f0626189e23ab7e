// Every metric: its name, kind, labels and meaning. The exposition, the merging of several processes and the reference in
// docs/operating.md are made from this. Names and base units: Prometheus, "Metric and label naming"; those that begin with
// process_ are Prometheus' own for any process ("Writing client libraries", process metrics).
//
// No label ever holds what a client sends: neither path nor address. So the number of series is bounded by the edge file,
// the status codes and the closed list of causes.

import { responseBounds } from './histogram.ts'

/** What is known of a metric beforehand. */
export interface MetricFacts {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
  /** How several processes of one edge make one: `sum` adds up, `apart` keeps each with a label `worker`. */
  readonly merge: 'sum' | 'apart'
  /** Upper bounds of a histogram's buckets. */
  readonly bounds?: readonly number[]
}

const ofListener = ['listener'] as const
const ofServer = ['farm', 'server'] as const

const counter = (labels: readonly string[], help: string): MetricFacts => ({
  type: 'counter',
  labels,
  help,
  merge: 'sum',
})
const gauge = (labels: readonly string[], help: string, merge: MetricFacts['merge'] = 'sum'): MetricFacts => ({
  type: 'gauge',
  labels,
  help,
  merge,
})

/** All metrics by name, in the order of the exposition. */
const metricTable = {
  bridgehead_connections_total: counter(ofListener, 'Connections of clients accepted.'),
  bridgehead_connections_open: gauge(ofListener, 'Connections of clients open now.'),
  bridgehead_connections_refused_total: counter(
    ofListener,
    'Connections of clients that the edge closed before any request: too many, no trusted PROXY header, no certificate for the name.',
  ),
  bridgehead_accept_failures_total: counter(
    ofListener,
    'Times that a connection could not be accepted, as the process had no file descriptor left for it.',
  ),
  bridgehead_tls_handshakes_total: counter(
    [...ofListener, 'result'],
    'TLS handshakes with clients; result is full, resumed or failed.',
  ),
  bridgehead_requests_total: counter(
    [...ofListener, 'code'],
    'Requests that are over, by the status that the client got; none where it got none.',
  ),
  bridgehead_failures_total: counter(
    [...ofListener, 'cause'],
    'Requests and connections that failed or were answered by the edge itself, by cause (docs/errors.md).',
  ),
  bridgehead_tunnels_open: gauge(
    ofListener,
    'Connections open now that are passed through or have switched to another protocol.',
  ),
  bridgehead_server_healthy: gauge(ofServer, '1 while the server is healthy, else 0.', 'apart'),
  bridgehead_server_health_changes_total: counter(ofServer, 'Turns from healthy to unhealthy and back.'),
  bridgehead_server_probes_total: counter([...ofServer, 'result'], 'Health probes; result is healthy or unhealthy.'),
  bridgehead_server_probe_seconds: gauge(ofServer, 'How long the last health probe took.', 'apart'),
  bridgehead_server_requests_total: counter(
    [...ofServer, 'code'],
    'Requests for this server that are over, by the status that the client got; none where it got none.',
  ),
  bridgehead_server_failures_total: counter(
    [...ofServer, 'cause'],
    'Requests and connections for this server that failed, by cause.',
  ),
  bridgehead_server_requests_in_flight: gauge(ofServer, 'Requests and tunnels under way now.'),
  bridgehead_server_request_bytes_total: counter(ofServer, 'Bytes of bodies and tunnels sent to the server.'),
  bridgehead_server_response_bytes_total: counter(ofServer, 'Bytes of bodies and tunnels received from the server.'),
  bridgehead_server_response_seconds: {
    type: 'histogram',
    labels: ofServer,
    help: 'Time from sending a request until the first byte of its answer.',
    merge: 'sum',
    bounds: responseBounds,
  },
  bridgehead_server_retries_total: counter(
    ofServer,
    'Requests tried anew, here or on another server, after this one had failed.',
  ),
  bridgehead_server_connections_total: counter(ofServer, 'Connections to the server opened.'),
  bridgehead_server_connections_reused_total: counter(ofServer, 'Requests that found a connection at rest.'),
  bridgehead_server_connections_open: gauge(ofServer, 'Connections to the server open now.'),
  bridgehead_server_connections_at_rest: gauge(ofServer, 'Of those, the ones that wait for a request.'),
  bridgehead_server_connect_failures_total: counter(
    [...ofServer, 'cause'],
    'Connections that could not be opened, by cause, whatever became of the request.',
  ),
  bridgehead_draining: gauge([], '1 while the edge drains, else 0.', 'apart'),
  bridgehead_reloads_total: counter(
    ['result'],
    'Configurations read while the edge ran; result is taken, or refused where the one before stayed.',
  ),
  bridgehead_event_loop_delay_seconds: gauge(
    ['stat'],
    'How late the event loop was within the last ten seconds; stat is mean, p99 or max.',
    'apart',
  ),
  process_start_time_seconds: gauge([], 'When the process started, in seconds since 1970.', 'apart'),
  process_cpu_seconds_total: counter([], 'Processor time used, of user and system.'),
  process_resident_memory_bytes: gauge([], 'Memory that the process has in use.', 'apart'),
  nodejs_heap_used_bytes: gauge([], 'Of that, JavaScript objects.', 'apart'),
  process_open_fds: gauge([], 'Open file descriptors; Linux only.', 'apart'),
} as const satisfies Readonly<Record<string, MetricFacts>>

/** The name of a metric. */
export type MetricName = keyof typeof metricTable

/** All names, in the order of the table. */
export const metricNames = Object.keys(metricTable).filter(isMetricName)

/** What the table says of a metric. */
export function factsOf(name: MetricName): MetricFacts {
  return metricTable[name]
}

function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metricTable, name)
}
