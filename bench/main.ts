// `npm run bench [name …]`: figures, not verdicts. Each measurement runs in a process of its own, several times; the median
// is told with the spread. The time is from the call on; loading the modules before it is told apart. Machine and versions come first, for a figure without them says nothing.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine } from './machine.ts'

interface Sample {
  readonly milliseconds: number
  /** Milliseconds from the start of the process until the modules were loaded. */
  readonly loading: number
  readonly megabytes: number
}

interface Case {
  readonly name: string
  readonly title: string
  readonly script: string
  readonly args: readonly string[]
  readonly rounds: number
  /** Whether keys made by earlier runs may be used. */
  readonly cachedKeys: boolean
  readonly goal: { readonly milliseconds: number; readonly megabytes?: number }
}

const cases: readonly Case[] = [
  {
    name: 'start-cached',
    title: 'start of the Essentials lab, keys cached',
    script: 'lab-start.ts',
    args: ['essentials'],
    rounds: 7,
    cachedKeys: true,
    goal: { milliseconds: 300 },
  },
  {
    name: 'start-fresh',
    title: 'start of the Essentials lab, no keys yet',
    script: 'lab-start.ts',
    args: ['essentials'],
    rounds: 5,
    cachedKeys: false,
    goal: { milliseconds: 3_000 },
  },
  {
    name: 'catalog',
    title: 'the whole catalog',
    script: 'catalog-run.ts',
    args: [],
    rounds: 3,
    cachedKeys: true,
    goal: { milliseconds: 10_000 },
  },
  {
    name: 'servers-100',
    title: 'lab with 100 Exchange servers',
    script: 'many-servers.ts',
    args: ['100'],
    rounds: 3,
    cachedKeys: true,
    goal: { milliseconds: 3_000, megabytes: 500 },
  },
]

const wanted = process.argv.slice(2)
// The edge beside other proxies is a benchmark of its own, and so is EWS.
if (wanted[0] === 'edge') {
  process.argv.splice(2, 1)
  await import('./edge/main.ts')
  process.exit()
}
if (wanted[0] === 'ews') {
  await import('./ews/main.ts')
  process.exit()
}
// So are thousands of held requests.
if (wanted[0] === 'held') {
  await import('./held.ts')
  process.exit()
}
const chosen = wanted.length === 0 ? cases : cases.filter(({ name }) => wanted.includes(name))
if (chosen.length === 0) {
  console.error(`No such measurement. There are: ${cases.map(({ name }) => name).join(', ')}, edge, ews, held.`)
  process.exit(2)
}

console.log(`${machine()}\n`)
console.log(row(['measurement', 'median', 'lowest', 'highest', 'loading', 'peak memory', 'goal']))

const warm = await mkdtemp(join(tmpdir(), 'bridgehead-bench-'))
try {
  for (const { title, script, args, rounds, cachedKeys, goal } of chosen) {
    if (cachedKeys) await measure(script, args, warm)
    const samples: Sample[] = []
    for (let round = 0; round < rounds; round++) {
      const keys = cachedKeys ? warm : await mkdtemp(join(tmpdir(), 'bridgehead-bench-'))
      samples.push(await measure(script, args, keys))
      if (!cachedKeys) await rm(keys, { recursive: true, force: true })
    }
    const times = samples.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
    const memory = Math.max(...samples.map(({ megabytes }) => megabytes))
    const limit = goal.megabytes === undefined ? '' : `, ${goal.megabytes} MB`
    console.log(
      row([
        title,
        `${Math.round(median(times))} ms`,
        `${Math.round(times[0] ?? 0)} ms`,
        `${Math.round(times.at(-1) ?? 0)} ms`,
        `${Math.round(median(samples.map(({ loading }) => loading)))} ms`,
        `${Math.round(memory)} MB`,
        `< ${goal.milliseconds} ms${limit}`,
      ]),
    )
  }
} finally {
  await rm(warm, { recursive: true, force: true })
}

function median(figures: readonly number[]): number {
  return figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
}

function row(cells: readonly string[]): string {
  const [title = '', ...figures] = cells
  return title.padEnd(44) + figures.map((cell, index) => cell.padStart(index === figures.length - 1 ? 20 : 14)).join('')
}

/** Runs a script of this folder, key directory first; its last line of output is a sample as JSON. */
function measure(script: string, args: readonly string[], keys: string): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, script), keys, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // As bin/bridgehead.js does, so that the modules load as they do for a user.
      env: { ...process.env, NODE_COMPILE_CACHE: join(warm, 'compiled') },
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(text.trim().split('\n').at(-1) ?? '') as Sample)
      else reject(new Error(`${script} ended with ${code}`))
    })
  })
}
