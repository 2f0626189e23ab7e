// `npm run bench -- edge [case …]`: the edge side by side with other proxies, in alternating rounds.
//
//   core 0: the proxy, alone          core 1: load ──TLS──▶ proxy ──▶ backend
//
// What counts is processor time per answered request: it is disturbed least by what else the machine does. Requests per
// second depend on the load too, which has one core for itself and the backend.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../../base/message-of.ts'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import { machine } from '../machine.ts'
import type { Contestant } from './contestants.ts'
import { measure, otherCore, type Round } from './measure.ts'
import { readOptions } from './options.ts'
import { measured, pinned, start } from './processes.ts'
import { type CaseFigures, figuresOf, tableOf, writeReports } from './report.ts'

const host = 'mail.contoso.com'

const options = readOptions(process.argv.slice(2))
if (typeof options === 'string') {
  console.error(options)
  process.exit(2)
}

const folder = await mkdtemp(join(tmpdir(), 'bridgehead-bench-'))
try {
  console.log(machine())
  if (!pinned) console.log('Processes are not pinned to cores here (no taskset), so figures move more.')
  if (!measured) console.log('Processor time is not measured here (no /proc).')
  const present: Contestant[] = []
  for (const contestant of options.contestants) {
    const version = contestant.version()
    console.log(`${contestant.name.padEnd(12)}${version ?? `not installed: ${contestant.install}`}`)
    if (version !== undefined) present.push(contestant)
  }

  const authority = await createAuthority({
    commonName: 'Bridgehead Bench CA',
    keyStore: createKeyStore({ directory: folder }),
  })
  const pair = await issue(authority, { names: [host, '*.bench.contoso.com', '127.0.0.1'], slot: 'bench' })
  const order = {
    certificate: join(folder, 'bench.pem'),
    key: join(folder, 'bench.key'),
    ca: join(folder, 'ca.pem'),
    host,
  }
  await writeFile(order.certificate, pair.certificate)
  await writeFile(order.key, pair.privateKey)
  await writeFile(order.ca, authority.certificate)
  await using backend = start(otherCore, [
    process.execPath,
    join(import.meta.dirname, 'backend.ts'),
    order.certificate,
    order.key,
  ])
  const backends = JSON.parse(await backend.line()) as { port: number; securePort: number }
  const around = { order, backends, milliseconds: options.seconds * 1_000, warmUpMilliseconds: 1_500 }

  const all: CaseFigures[] = []
  for (const one of options.cases) {
    const rounds = new Map<string, Round[]>(present.map(({ name }) => [name, []]))
    const about = one.load.names > 0
    for (let round = 0; round < options.rounds; round++) {
      for (const contestant of present) {
        if (about && !contestant.routes && contestant.name !== 'pipe') continue
        if (process.stdout.isTTY)
          process.stdout.write(`\r\u001b[2K${one.name}, round ${round + 1}: ${contestant.name} …`)
        try {
          rounds.get(contestant.name)?.push(await measure(contestant, one, around))
        } catch (error) {
          // One that cannot do it must not end the run for the others.
          console.error(`${one.name}: ${contestant.name} could not be measured: ${messageOf(error)}`)
        }
      }
    }
    if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K')
    for (const [name, all] of rounds) if (all.length === 0) rounds.delete(name)
    const figures = figuresOf(one, rounds)
    all.push(figures)
    console.log(`\n${tableOf(figures)}`)
  }
  await writeReports(options.out, machine(), all)
  console.log(`\nwrote ${join(options.out, 'edge.json')} and ${join(options.out, 'edge.html')}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
