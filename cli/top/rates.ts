// From two looks at an edge to what happened in between.

import { quantile } from '../../proxy/metrics/index.ts'
import { factsOf, type MetricName } from '../../proxy/metrics/table.ts'
import type { Look } from './admin-client.ts'

/** What a server, or the whole edge, does in a second. Times in milliseconds; undefined where nothing was measured. */
interface Activity {
  readonly requestsPerSecond: number
  /** Requests that were answered 500 or above. */
  readonly errorsPerSecond: number
  /** Until the first byte of an answer. */
  readonly medianMilliseconds: number | undefined
  readonly p99Milliseconds: number | undefined
  /** Of bodies and tunnels, towards the servers and from them. */
  readonly requestBytesPerSecond: number
  readonly responseBytesPerSecond: number
  readonly requestsInFlight: number
  /** Open now: of a server those to it, of the edge those of clients. */
  readonly connections: number
}

/** One server in the live view. */
export interface ServerActivity extends Activity {
  readonly farm: string
  readonly server: string
  /** What an administrator gave it. */
  readonly state: string
  readonly healthy: boolean
  readonly reason: string | undefined
}

/** The live view of an edge. */
export interface EdgeActivity {
  readonly edge: string
  readonly ready: boolean
  readonly reasons: readonly string[]
  /** Over how many seconds it was measured. */
  readonly seconds: number
  readonly total: Activity & { readonly tunnels: number }
  readonly servers: readonly ServerActivity[]
}

type Labels = Readonly<Record<string, string>>
type Sample = Look['metrics'][string][number]

/** What happened between two looks. A counter that has become smaller began anew meanwhile. */
export function activityBetween(before: Look, after: Look): EdgeActivity {
  const seconds = Math.max((after.at - before.at) / 1_000, 0.001)
  const between = new Between(before, after)
  const perSecond = (name: MetricName, labels: Labels, counts?: (sample: Sample) => boolean): number =>
    between.grown(name, labels, counts) / seconds
  const activity = (requests: MetricName, labels: Labels): Omit<Activity, 'requestsInFlight' | 'connections'> => {
    const times = between.grownCounts('bridgehead_server_response_seconds', labels)
    return {
      requestsPerSecond: perSecond(requests, labels),
      errorsPerSecond: perSecond(requests, labels, isError),
      medianMilliseconds: milliseconds(times, 0.5),
      p99Milliseconds: milliseconds(times, 0.99),
      requestBytesPerSecond: perSecond('bridgehead_server_request_bytes_total', labels),
      responseBytesPerSecond: perSecond('bridgehead_server_response_bytes_total', labels),
    }
  }
  const { edge, ready, reasons } = after
  return {
    edge,
    ready,
    reasons,
    seconds,
    total: {
      ...activity('bridgehead_requests_total', {}),
      requestsInFlight: between.now('bridgehead_server_requests_in_flight', {}),
      connections: between.now('bridgehead_connections_open', {}),
      tunnels: between.now('bridgehead_tunnels_open', {}),
    },
    servers: after.servers.map(({ farm, server, state, healthy, reason, requestsInFlight }) => ({
      farm,
      server,
      state,
      healthy,
      reason,
      ...activity('bridgehead_server_requests_total', { farm, server }),
      requestsInFlight,
      connections: between.now('bridgehead_server_connections_open', { farm, server }),
    })),
  }
}

class Between {
  readonly #before: Look['metrics']
  readonly #after: Look['metrics']

  constructor(before: Look, after: Look) {
    this.#before = before.metrics
    this.#after = after.metrics
  }

  /** The sum of all series with these labels. */
  now(name: MetricName, labels: Labels): number {
    return sum(chosen(this.#after[name], labels).map(({ value }) => value))
  }

  /** By how much those series have grown. */
  grown(name: MetricName, labels: Labels, counts: (sample: Sample) => boolean = () => true): number {
    return sum(
      chosen(this.#after[name], labels)
        .filter(counts)
        .map((sample) => growth(this.#sameBefore(name, sample)?.value ?? 0, sample.value)),
    )
  }

  /** By how much the buckets of those histograms have grown. */
  grownCounts(name: MetricName, labels: Labels): readonly number[] {
    return chosen(this.#after[name], labels).reduce<readonly number[]>((total, sample) => {
      const before = this.#sameBefore(name, sample)?.counts ?? []
      return (sample.counts ?? []).map((count, at) => (total[at] ?? 0) + growth(before[at] ?? 0, count))
    }, [])
  }

  #sameBefore(name: MetricName, { labels }: Sample): Sample | undefined {
    return chosen(this.#before[name], labels).find(
      (sample) => Object.keys(sample.labels).length === Object.keys(labels).length,
    )
  }
}

function chosen(samples: readonly Sample[] | undefined, wanted: Labels): readonly Sample[] {
  const pairs = Object.entries(wanted)
  return (samples ?? []).filter(({ labels }) => pairs.every(([name, value]) => labels[name] === value))
}

function growth(before: number, after: number): number {
  return after < before ? after : after - before
}

function isError({ labels }: Sample): boolean {
  return Number(labels['code']) >= 500
}

function milliseconds(counts: readonly number[], share: number): number | undefined {
  const seconds = quantile(factsOf('bridgehead_server_response_seconds').bounds ?? [], counts, share)
  return seconds === undefined ? undefined : seconds * 1_000
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
