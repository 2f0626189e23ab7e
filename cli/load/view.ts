// The figures of a load as lines of text.

import type { ProfileFigures } from '../../clients/load/figures.ts'
import type { LoadFigures } from '../../clients/load/run-load.ts'
import { type Console, table } from '../console.ts'

const columns: readonly (readonly [title: string, of: (one: ProfileFigures) => string])[] = [
  ['CLIENTS', ({ profile }) => profile],
  ['USERS', ({ users }) => String(users)],
  ['REQUESTS', ({ requests }) => String(requests)],
  ['REQ/S', ({ requestsPerSecond }) => time(requestsPerSecond)],
  ['P50 MS', ({ p50 }) => time(p50)],
  ['P95 MS', ({ p95 }) => time(p95)],
  ['P99 MS', ({ p99 }) => time(p99)],
  ['HELD', ({ held }) => String(held)],
  ['MOST', ({ mostHeld }) => String(mostHeld)],
  ['CONN', ({ connections }) => String(connections)],
  ['MOST', ({ mostConnections }) => String(mostConnections)],
  ['ERRORS', ({ errors }) => String(errors)],
]

/** A title, a row for each kind of client, and the errors by cause. */
export function loadLines(
  { profiles, seconds, started, users }: LoadFigures,
  { style }: Pick<Console, 'style'>,
): readonly string[] {
  const rows = [columns.map(([title]) => title), ...profiles.map((one) => columns.map(([, of]) => of(one)))]
  const right = new Set(columns.keys())
  right.delete(0)
  const [head = '', ...lines] = table(rows, right).trimEnd().split('\n')
  const errors = profiles.flatMap(({ profile, errorsByCause }) =>
    Object.entries(errorsByCause).map(([cause, count]) => [`  ${profile}`, String(count), cause]),
  )
  return [
    style('bold', `${started} of ${users} users at work, ${seconds.toFixed(1)} s`),
    style('dim', head),
    ...lines.map((line, index) => ((profiles[index]?.errors ?? 0) > 0 ? style('red', line) : line)),
    ...(errors.length === 0
      ? []
      : [
          '',
          'errors',
          ...table(errors, new Set([1]))
            .trimEnd()
            .split('\n'),
        ]),
  ]
}

const time = (number: number | null): string =>
  number === null ? '-' : number >= 100 ? String(Math.round(number)) : number.toFixed(1)
