// `npm run bench -- held`: thousands of requests that servers hold, through one edge.
//
//   bridgehead load ──TLS──▶ lb ──HTTP──▶ cas1, cas2 and their Back End sites
//   phones in Ping, applications in GetStreamingEvents        (a lab: one process)
//
// A held request takes one open file in the load and three in the lab. Memory is told of both processes, once all are held and
// at the end; what was dropped meanwhile, the load counts.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { waitUntil } from '../base/deadline.ts'
import { messageOf } from '../base/message-of.ts'
import type { LoadFigures } from '../clients/load/run-load.ts'
import type { LabState } from '../lab/types.ts'
import { type Running, start, usage } from './edge/processes.ts'
import { machine } from './machine.ts'

const host = 'mail.contoso.com'
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    pings: { type: 'string', default: '5000' },
    streams: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '60' },
  },
})
const [pings, streams, seconds] = [values.pings, values.streams, values.seconds].map(Number) as [number, number, number]
const program = [process.execPath, join(import.meta.dirname, '..', 'bin', 'bridgehead.js')]

console.log(`${machine()}\n`)
await using stack = new AsyncDisposableStack()
const folder = await mkdtemp(join(tmpdir(), 'bridgehead-bench-'))
stack.defer(() => rm(folder, { recursive: true, force: true }))
const file = (name: string): string => join(folder, name)

const lab = stack.use(await startLab())
const state = JSON.parse(await readFile(file('lab.json'), 'utf8')) as LabState
const load = stack.use(
  start('0,1', [
    ...program,
    'load',
    ...['--target', host, '--ca', state.ca, '--connect', `${host}:443=${state.entries.intranet[`${host}:443`]}`],
    ...['--user', 'CONTOSO\\alice', '--password-file', file('password')],
    ...['--users', String(pings + streams), '--mix', mix()],
    ...['--for', '30m', '--format', 'json'],
  ]),
)

const begun = performance.now()
const said = rest(load)
const failed = said.then((text) => {
  throw new Error(`the load has ended early: ${text}`)
})
await Promise.race([
  failed,
  waitUntil(async () => (await heldByServers()) >= pings + streams, {
    what: 'all requests to be held',
    within: 600_000,
  }),
])
console.log(
  `${pings} Pings and ${streams} streams are held after ${Math.round((performance.now() - begun) / 1_000)} s.`,
)
tell('once all are held')
await Promise.race([failed, sleep(seconds * 1_000)])
tell(`after ${seconds} s`)
const held = await heldByServers()
failed.catch(() => undefined)
process.kill(load.pid, 'SIGINT')
const figures = JSON.parse(await said) as LoadFigures
const errors = figures.profiles.reduce((sum, profile) => sum + profile.errors, 0)
console.log(`Held at the end: ${held}. Errors that clients met, from the first connection on: ${errors}.`)
if (errors > 0) for (const profile of figures.profiles) console.log(JSON.stringify(profile))

async function startLab(): Promise<Running> {
  // One user of the lab is many clients here.
  await writeFile(file('password'), 'Bridge-Alice-1\n')
  const running = start('0,1', [...program, 'up', 'ssl-offload', '--state', file('lab.json')])
  await waitUntil(() => readFile(file('lab.json')), { what: 'the lab to start', within: 20_000 })
  return running
}

/** Kinds of which there is at least one. */
function mix(): string {
  const shares = { activesync: pings, 'ews-stream': streams }
  return Object.entries(shares)
    .flatMap(([kind, count]) => (count > 0 ? `${kind}=${count}` : []))
    .join(',')
}

/** Requests that the edge has under way at its servers. */
async function heldByServers(): Promise<number> {
  const answer = await fetch(`${state.control}/edges`)
  const edges = (await answer.json()) as Record<string, { requestsInFlight: number }[]>
  return Object.values(edges)
    .flat()
    .reduce((sum, { requestsInFlight }) => sum + requestsInFlight, 0)
}

function tell(when: string): void {
  const [atLab, atLoad] = [lab, load].map(({ pid }) => usage(pid).bytes / 1e6) as [number, number]
  const each = ((atLab * 1_000) / (pings + streams)).toFixed(0)
  console.log(
    `${when.padEnd(20)} edge and servers in one process ${atLab.toFixed(0)} MB (${each} kB each); the load itself ${atLoad.toFixed(0)} MB`,
  )
}

/** What a process still says until it ends; when that is nothing, why it has ended. */
async function rest(running: Running): Promise<string> {
  const lines: string[] = []
  for (;;) {
    try {
      lines.push(await running.line())
    } catch (error) {
      return lines.length > 0 ? lines.join('\n') : messageOf(error)
    }
  }
}
