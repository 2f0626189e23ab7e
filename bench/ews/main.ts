// `npm run bench -- ews`: FindItem of 100 items through a server's front end, over plain HTTP on kept connections.
//
//   core 1: load ──HTTP──▶ core 0: front end ──TLS──▶ Back End, both in one process, as in every lab

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measured, pinned, start, usage } from '../edge/processes.ts'
import { machine } from '../machine.ts'
import type { EwsLoad, EwsLoadResult } from './load.ts'

const rounds = 3

console.log(machine())
if (!pinned) console.log('Processes are not pinned to cores here (no taskset), so figures move more.')
if (!measured) console.log('Processor time is not measured here (no /proc).')
console.log(`\n${row(['FindItem, 100 items', 'requests/s', 'µs processor', 'p50 ms', 'p99 ms', 'kB answer', 'goal'])}`)

const keys = await mkdtemp(join(tmpdir(), 'bridgehead-bench-'))
try {
  for (const baseShape of ['IdOnly', 'Default']) {
    const samples: (EwsLoadResult & { readonly microseconds: number })[] = []
    for (let round = 0; round < rounds; round++) samples.push(await measure(baseShape))
    const middle = (pick: (sample: (typeof samples)[number]) => number): number =>
      samples.map(pick).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
    const figures = [
      middle(({ requests, seconds }) => requests / seconds).toFixed(0),
      middle(({ microseconds }) => microseconds).toFixed(0),
      middle(({ p50 }) => p50).toFixed(1),
      middle(({ p99 }) => p99).toFixed(1),
      middle(({ bytes }) => bytes / 1_000).toFixed(0),
    ]
    console.log(row([baseShape, ...figures, '> 1000 requests/s']))
  }
} finally {
  await rm(keys, { recursive: true, force: true })
}

async function measure(baseShape: string): Promise<EwsLoadResult & { readonly microseconds: number }> {
  await using server = start('0', [process.execPath, join(import.meta.dirname, 'server.ts'), keys])
  const { port } = JSON.parse(await server.line()) as { port: number }
  const load: EwsLoad = {
    port,
    connections: 16,
    baseShape,
    items: 100,
    warmUpMilliseconds: 3_000,
    milliseconds: 5_000,
  }
  await using generator = start('1', [process.execPath, join(import.meta.dirname, 'load.ts'), JSON.stringify(load)])
  await generator.line()
  const before = usage(server.pid)
  const result = JSON.parse(await generator.line()) as EwsLoadResult
  const after = usage(server.pid)
  return { ...result, microseconds: ((after.seconds - before.seconds) * 1e6) / result.requests }
}

function row(cells: readonly string[]): string {
  const [title = '', ...figures] = cells
  return title.padEnd(22) + figures.map((cell, index) => cell.padStart(index === figures.length - 1 ? 20 : 14)).join('')
}
