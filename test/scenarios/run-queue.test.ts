import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { failure } from '../../base/errors.ts'
import { readScenarios } from '../../scenarios/read.ts'
import { defaultJobs, runScenarios } from '../../scenarios/run.ts'
import { action, actionsOf, result } from './fake-actions.ts'
import { fakeLab } from './fake-lab.ts'
import { actions, head, runnerOf } from './run-steps.ts'
import { scenarioFolder } from './scenario-file.ts'

const folder = scenarioFolder(t)
const run = runnerOf(t)

t.test('variants run side by side, at most as many as jobs; results keep their order', async (t) => {
  let now = 0
  let most = 0
  const file = folder.write('many.yaml', `${head}matrix: { n: [a, b, c, d, e] }\nsteps:\n  - client: { do: a.slow }\n`)
  const slow = actionsOf(
    action('a.slow', async () => {
      now += 1
      most = Math.max(most, now)
      await sleep(5)
      now -= 1
      return result()
    }),
  )
  const all = await runScenarios(readScenarios([file], slow), {
    actions: slow,
    jobs: 2,
    startLab: async (plan) => fakeLab(plan).lab,
  })
  t.equal(most, 2)
  t.same(
    all.scenarios.map(({ variant }) => variant['n']),
    ['a', 'b', 'c', 'd', 'e'],
  )
})

t.test('twice as many labs as processors run at once when nothing is said', async (t) => {
  t.equal(defaultJobs, 2 * availableParallelism())
})

t.test('what a listener throws at the start ends the run before any lab starts', async (t) => {
  let labs = 0
  const file = folder.write('never.yaml', `${head}steps: [{ advance: 1m }]\n`)
  const started = runScenarios(readScenarios([file], actions), {
    actions,
    startLab: async (plan) => {
      labs += 1
      return fakeLab(plan).lab
    },
    on: {
      runStarted: () => {
        throw failure('BH_ERR_REPORT_NOT_WRITTEN', { file: 'x', reason: 'ENOTDIR' })
      },
    },
  })
  await t.rejects(started, { code: 'BH_ERR_REPORT_NOT_WRITTEN' })
  t.equal(labs, 0)
})

t.test('the listener is told in order, and the end waits for it', async (t) => {
  const told: string[] = []
  await run('  - advance: 1m\n', {
    matrix: 'matrix: { n: [1, 2] }\n',
    jobs: 1,
    on: {
      runStarted: (total) => void told.push(`run of ${total}`),
      scenarioStarted: ({ variant }) => void told.push(`start ${variant['n']}`),
      scenarioFinished: ({ variant, verdict }) => void told.push(`${verdict} ${variant['n']}`),
      async runFinished({ counts }) {
        await sleep(1)
        told.push(`end ${counts.passed}`)
      },
    },
  })
  t.same(told, ['run of 2', 'start 1', 'passed 1', 'start 2', 'passed 2', 'end 2'])
})

t.test('an interrupt stops the labs that run, starts no others, and says so', async (t) => {
  const interrupt = new AbortController()
  const { run: all, logs } = await run('  - client: { do: a.hangs }\n', {
    matrix: 'matrix: { n: [1, 2, 3] }\n',
    jobs: 2,
    signal: interrupt.signal,
    on: { scenarioStarted: ({ variant }) => variant['n'] === '2' && setImmediate(() => interrupt.abort()) },
  })
  t.same(all.counts, { passed: 0, failed: 0, errored: 3 })
  t.same(
    all.scenarios.map(({ error }) => error?.code),
    ['BH_ERR_INTERRUPTED', 'BH_ERR_INTERRUPTED', 'BH_ERR_INTERRUPTED'],
  )
  t.same(logs, [['dispose'], ['dispose']], 'the third lab was never started')
  t.same(
    all.scenarios.map(({ steps }) => steps.length),
    [1, 1, 0],
    'what was broken off has its steps, what was not started has none',
  )
})
