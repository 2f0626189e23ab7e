// The live view as lines of text, for a terminal or for a file.

import { type Console, table, wrap } from '../console.ts'
import { isInService } from '../edge/in-service.ts'
import type { EdgeActivity, ServerActivity } from './rates.ts'

/** How much room there is; undefined: as much as it takes. */
export interface Room {
  readonly columns: number | undefined
  readonly rows: number | undefined
}

interface Column {
  readonly title: string
  readonly of: (server: ServerActivity) => string
  /** In a narrow terminal the one with the highest number goes first; 0 stays. */
  readonly goes: number
  readonly right?: true
}

const columns: readonly Column[] = [
  { title: 'FARM', of: ({ farm }) => farm, goes: 6 },
  { title: 'SERVER', of: ({ server }) => server, goes: 0 },
  { title: 'STATE', of: stateOf, goes: 0 },
  { title: 'BUSY', of: ({ requestsInFlight }) => count(requestsInFlight), goes: 2, right: true },
  { title: 'REQ/S', of: ({ requestsPerSecond }) => count(requestsPerSecond), goes: 0, right: true },
  { title: 'ERR/S', of: ({ errorsPerSecond }) => count(errorsPerSecond), goes: 1, right: true },
  { title: 'P50 MS', of: ({ medianMilliseconds }) => time(medianMilliseconds), goes: 5, right: true },
  { title: 'P99 MS', of: ({ p99Milliseconds }) => time(p99Milliseconds), goes: 3, right: true },
  { title: 'IN B/S', of: ({ requestBytesPerSecond }) => bytes(requestBytesPerSecond), goes: 8, right: true },
  { title: 'OUT B/S', of: ({ responseBytesPerSecond }) => bytes(responseBytesPerSecond), goes: 4, right: true },
  { title: 'CONN', of: ({ connections }) => count(connections), goes: 7, right: true },
]

/** The whole view: totals, a row for each server, why servers are down. No line is wider, and there are no more, than fit. */
export function viewLines(activity: EdgeActivity, { style }: Pick<Console, 'style'>, room: Room): readonly string[] {
  const { servers } = activity
  const [header = '', ...rows] = serverTable(servers, room.columns)
  const faults = faultsOf(activity).flatMap((fault) => fitted(fault, 2, room.columns))
  const title = cut(titleOf(activity), room.columns)
  const lines = [
    activity.ready ? style('bold', title) : style(['bold', 'red'], title),
    ...totals(activity, room.columns),
    '',
    style('dim', cut(header, room.columns)),
    ...rows.map((row, index) => {
      const text = cut(row, room.columns)
      const server = servers[index]
      if (server?.healthy === false) return style('red', text)
      return server !== undefined && server.errorsPerSecond > 0 ? style('yellow', text) : text
    }),
    ...(faults.length === 0 ? [] : ['', ...faults.map((line) => style('red', line))]),
  ]
  if (room.rows === undefined || lines.length <= room.rows) return lines
  return [
    ...lines.slice(0, room.rows - 1),
    style('dim', cut(`… ${lines.length - room.rows + 1} lines more`, room.columns)),
  ]
}

function titleOf({ edge, ready, servers }: EdgeActivity): string {
  const up = servers.filter(isInService).length
  return `${edge}: ${ready ? 'ready' : 'NOT READY'}, ${up} of ${servers.length} servers up`
}

function totals({ total }: EdgeActivity, width: number | undefined): readonly string[] {
  const facts = [
    `${count(total.requestsPerSecond)} requests/s`,
    `${count(total.errorsPerSecond)} errors/s`,
    `${count(total.requestsInFlight)} in flight`,
    `p50 ${time(total.medianMilliseconds)} ms`,
    `p99 ${time(total.p99Milliseconds)} ms`,
    `in ${bytes(total.requestBytesPerSecond)} B/s`,
    `out ${bytes(total.responseBytesPerSecond)} B/s`,
    `${count(total.connections)} ${total.connections === 1 ? 'client' : 'clients'} connected`,
    `${count(total.tunnels)} ${total.tunnels === 1 ? 'tunnel' : 'tunnels'}`,
  ]
  return fitted(facts.join(', '), 0, width)
}

function serverTable(servers: readonly ServerActivity[], width: number | undefined): readonly string[] {
  for (let most = Math.max(...columns.map(({ goes }) => goes)); ; most--) {
    const shown = columns.filter(({ goes }) => goes <= most)
    const rows = [shown.map(({ title }) => title), ...servers.map((server) => shown.map(({ of }) => of(server)))]
    const right = new Set(shown.flatMap((column, index) => (column.right ? [index] : [])))
    const lines = table(rows, right).split('\n').slice(0, -1)
    if (most === 0 || width === undefined || lines.every((line) => line.length <= width)) return lines
  }
}

function stateOf({ healthy, state }: ServerActivity): string {
  if (state !== 'available') return state
  return healthy ? 'up' : 'DOWN'
}

/** Why the edge is not ready, and why servers are down whose farm still has others. */
function faultsOf({ reasons, servers }: EdgeActivity): readonly string[] {
  const served = new Set(servers.filter(isInService).map(({ farm }) => farm))
  const down = servers.filter(({ farm, healthy }) => !healthy && served.has(farm))
  return [...reasons, ...down.map(({ farm, server, reason }) => `${server} of farm ${farm}: ${reason ?? 'unhealthy'}`)]
}

function fitted(text: string, indent: number, width: number | undefined): readonly string[] {
  return wrap(text, indent, width)
    .split('\n')
    .map((line) => cut(line, width))
}

/** A line that fits. What a certificate or an error message brings along must not steer the terminal. */
function cut(text: string, width: number | undefined): string {
  const line = text.replace(/\p{Cc}/gu, '?')
  return width === undefined || line.length <= width ? line : `${line.slice(0, Math.max(width - 1, 0))}…`
}

/** One place behind the point below ten, where it says something. */
function count(number: number): string {
  return number === 0 || number >= 10 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1)
}

function time(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '-' : count(milliseconds)
}

function bytes(number: number): string {
  const units = ['', 'k', 'M', 'G', 'T']
  let at = 0
  for (; number >= 1_000 && at < units.length - 1; at++) number /= 1_000
  return `${at === 0 ? Math.round(number) : count(number)}${units[at]}`
}
