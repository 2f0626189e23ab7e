// The figures of a run as a table for the terminal, as JSON, and as a page with bars.

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { escapeMarkup } from '../../base/escape-markup.ts'
import type { Case } from './cases.ts'
import type { Round } from './measure.ts'

/** Medians over the rounds of one proxy in one case. */
export interface Figures {
  readonly name: string
  readonly requestsPerSecond: number
  /** Processor time per answered request: median, least and most of the rounds. */
  readonly microseconds: number
  readonly least: number
  readonly most: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  readonly peakMegabytes: number
  readonly errors: number
  /** Memory for each connection held, kilobytes. */
  readonly heldKilobytes: number | undefined
}

export interface CaseFigures {
  readonly name: string
  readonly title: string
  readonly bytes: number
  readonly proxies: readonly Figures[]
}

/** The medians of a case. */
export function figuresOf({ name, title, bytes }: Case, rounds: ReadonlyMap<string, readonly Round[]>): CaseFigures {
  const proxies = Array.from(rounds, ([proxy, all]): Figures => {
    const costs = all.map(({ microseconds }) => microseconds)
    return {
      name: proxy,
      requestsPerSecond: median(all.map(({ requests, seconds }) => requests / seconds)),
      microseconds: median(costs),
      least: Math.min(...costs),
      most: Math.max(...costs),
      p50: median(all.map(({ p50 }) => p50)),
      p99: median(all.map(({ p99 }) => p99)),
      peakMegabytes: Math.max(...all.map(({ peakBytes }) => peakBytes)) / 2 ** 20,
      heldKilobytes:
        all[0]?.heldBytes === undefined ? undefined : median(all.map(({ heldBytes = 0 }) => heldBytes)) / 1024,
      errors: all.reduce((sum, { errors }) => sum + errors, 0),
    }
  })
  return { name, title, bytes, proxies }
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

const columns: readonly (readonly [title: string, of: (figures: Figures, floor: Figures | undefined) => string])[] = [
  ['µs/request', ({ microseconds }) => microseconds.toFixed(microseconds < 100 ? 1 : 0)],
  ['range', ({ least, most }) => `${least.toFixed(0)}-${most.toFixed(0)}`],
  ['x pipe', ({ microseconds }, floor) => (floor === undefined ? '' : (microseconds / floor.microseconds).toFixed(2))],
  ['requests/s', ({ requestsPerSecond }) => requestsPerSecond.toFixed(requestsPerSecond < 100 ? 1 : 0)],
  ['p50 ms', ({ p50 }) => p50.toFixed(2)],
  ['p99 ms', ({ p99 }) => p99.toFixed(2)],
  ['peak MB', ({ peakMegabytes }) => peakMegabytes.toFixed(0)],
  ['kB/held', ({ heldKilobytes }) => heldKilobytes?.toFixed(1) ?? ''],
  ['errors', ({ errors }) => String(errors)],
]

/** One case as an aligned table, the cheapest proxy first. */
export function tableOf({ name, title, proxies }: CaseFigures): string {
  const floor = proxies.find(({ name }) => name === 'pipe')
  const rows = proxies.toSorted((a, b) => a.microseconds - b.microseconds)
  const lines = rows.map((figures) => [
    figures.name.padEnd(12),
    ...columns.map(([, of]) => of(figures, floor).padStart(11)),
  ])
  return [
    `${name}: ${title}`,
    ''.padEnd(12) + columns.map(([title]) => title.padStart(11)).join(''),
    ...lines.map((cells) => cells.join('')),
  ].join('\n')
}

/** Writes edge.json and edge.html into a folder. */
export async function writeReports(folder: string, machine: string, cases: readonly CaseFigures[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'edge.json'),
    `${JSON.stringify({ at: new Date().toISOString(), machine, cases }, undefined, 2)}\n`,
  )
  await writeFile(join(folder, 'edge.html'), pageOf(machine, cases))
}

function pageOf(machine: string, cases: readonly CaseFigures[]): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Bridgehead: the edge beside other proxies</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff }
  table { border-collapse: collapse; width: 100% } td, th { padding: .2rem .6rem; text-align: right; font-variant-numeric: tabular-nums }
  td:first-child, th:first-child { text-align: left } .bar { width: 45% } .bar div { background: #9db4cc; height: 1rem }
  .own .bar div { background: #1f6feb } .own td:first-child { font-weight: 600 } pre { color: #57606a }
  @media (prefers-color-scheme: dark) { body { color: #e6edf3; background: #0d1117 } pre { color: #8b949e } .bar div { background: #3d4f63 } }
</style>
<h1>The edge beside other proxies</h1>
<p>Microseconds of processor time (user and system) for each answered request; shorter is better. Median over the rounds.</p>
<pre>${escapeMarkup(machine)}</pre>
${cases.map(sectionOf).join('\n')}
</html>
`
}

function sectionOf({ title, proxies }: CaseFigures): string {
  const rows = proxies.toSorted((a, b) => a.microseconds - b.microseconds)
  const most = Math.max(...rows.map(({ microseconds }) => microseconds), 1)
  const lines = rows.map(
    (figures) =>
      `<tr${figures.name === 'bridgehead' ? ' class="own"' : ''}><td>${figures.name}</td><td class="bar"><div style="width:${((100 * figures.microseconds) / most).toFixed(1)}%"></div></td><td>${figures.microseconds.toFixed(1)}</td><td>${figures.requestsPerSecond.toFixed(1)}</td><td>${figures.p50.toFixed(2)}</td><td>${figures.p99.toFixed(2)}</td><td>${figures.peakMegabytes.toFixed(0)}</td><td>${figures.heldKilobytes?.toFixed(1) ?? ''}</td></tr>`,
  )
  return `<h2>${escapeMarkup(title)}</h2>
<table><tr><th></th><th></th><th>µs</th><th>requests/s</th><th>p50 ms</th><th>p99 ms</th><th>peak MB</th><th>kB a held connection</th></tr>
${lines.join('\n')}
</table>`
}
