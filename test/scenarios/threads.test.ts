import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { clientActions } from '../../clients/index.ts'
import { readScenarios } from '../../scenarios/read.ts'
import { runInThreads } from '../../scenarios/threads.ts'
import { scenarioFolder } from './scenario-file.ts'

const folder = scenarioFolder(t)
const head = 'why: a test\ntopology: essentials\n'

t.test('variants run on real labs in threads, and their results come back whole and in order', async (t) => {
  const file = folder.write(
    'names.yaml',
    `${head}matrix: { name: [mail, remote, none] }
steps:
  - resolve: { name: "$${'{'}name}.contoso.com" }
    expect: { answer: [203.0.113.10] }
`,
  )
  const told: string[] = []
  const run = await runInThreads(readScenarios([file], clientActions), {
    jobs: 2,
    on: { scenarioFinished: ({ variant }) => void told.push(variant['name'] ?? '') },
  })
  t.same(run.counts, { passed: 2, failed: 1, errored: 0 })
  t.same(
    run.scenarios.map(({ variant, verdict }) => [variant['name'], verdict]),
    [
      ['mail', 'passed'],
      ['remote', 'passed'],
      ['none', 'failed'],
    ],
  )
  t.match(run.scenarios[2]?.steps[0], { diagnosis: { cause: 'nxdomain' }, place: { line: 5 } })
  t.same(told.sort(), ['mail', 'none', 'remote'])
})

t.test('an interrupt reaches the threads', async (t) => {
  const file = folder.write(
    'long.yaml',
    `${head}matrix: { n: [1, 2, 3] }
steps:
  - start: { do: activesync.ping, as: alice, with: { url: https://mail.contoso.com } }
    id: ping
  - finish: ping
    within: 1m
`,
  )
  const interrupt = new AbortController()
  const start = performance.now()
  const run = await runInThreads(readScenarios([file], clientActions), {
    jobs: 2,
    signal: interrupt.signal,
    on: { scenarioStarted: ({ variant }) => void (variant['n'] === '2' && sleep(300).then(() => interrupt.abort())) },
  })
  t.same(run.counts, { passed: 0, failed: 0, errored: 3 })
  t.same(new Set(run.scenarios.map(({ error }) => error?.code)), new Set(['BH_ERR_INTERRUPTED']))
  t.ok(performance.now() - start < 10_000, 'without waiting for the minute')
})
