import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { failure } from '../../base/errors.ts'
import { readScenarios } from '../../scenarios/read.ts'
import type { RunListener, RunResult } from '../../scenarios/result.ts'
import { runScenarios } from '../../scenarios/run.ts'
import type { ClientActions } from '../../scenarios/steps/types.ts'
import { action, actionsOf, result } from './fake-actions.ts'
import { fakeLab, hop } from './fake-lab.ts'
import { scenarioFolder } from './scenario-file.ts'

const folder = scenarioFolder(t)
const head = 'why: a test\ntopology: ssl-offload\n'

const never = new Promise<never>(() => {})
const actions = actionsOf(
  action('a.works', async ({ record }) => {
    record(hop({ hop: 'client', host: 'internet', requestId: 'works', status: 200 }))
    return result({ facts: { folder: 'inbox', n: 1 }, requestIds: ['works'] })
  }),
  action('a.fails', async ({ record }) => {
    record(hop({ hop: 'client', host: 'internet', requestId: 'fails', cause: 'no-route' }))
    return result({ ok: false, summary: 'no way there', cause: 'no-route', requestIds: ['fails'] })
  }),
  action('a.breaks', async () => {
    throw new Error('a bug')
  }),
  action('a.hangs', () => never),
  action(
    'a.waits',
    ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  ),
  action('a.holds', async ({ established, signal }) => {
    established()
    await sleep(20, undefined, { signal })
    return result({ facts: { outcome: 'changes' } })
  }),
  action('a.holdsForEver', async ({ established, signal }) => {
    established()
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    return result()
  }),
)

interface Run {
  readonly run: RunResult
  readonly logs: readonly (readonly string[])[]
}

async function run(
  steps: string,
  options: { jobs?: number; signal?: AbortSignal; on?: RunListener; matrix?: string; actions?: ClientActions } = {},
): Promise<Run> {
  const file = folder.write('case.yaml', `${head}${options.matrix ?? ''}steps:\n${steps}`)
  const logs: string[][] = []
  const { matrix, ...rest } = options
  const result = await runScenarios(readScenarios([file], actions), {
    actions,
    async startLab(plan) {
      const { lab, log } = fakeLab(plan)
      logs.push(log)
      return lab
    },
    ...rest,
  })
  return { run: result, logs }
}

t.test('steps run in order on a lab of their own, which is disposed of', async (t) => {
  const { run: all, logs } = await run(`  - configure: { host: [cas1, cas2], vdir: owa, sslFlags: None }
  - configure: { host: cas1, vdir: owa, site: Exchange Back End, sslFlags: None }
  - outlookAnywhere: { host: cas1, sslOffloading: false }
  - recycle: { host: cas1, vdir: [owa, ecp] }
  - iisreset: { host: cas2 }
  - advance: 15m
  - fault: { kind: pool-stopped, host: cas1, vdir: owa }
    id: pool
  - fault: { kind: unreachable, host: lb }
  - fault: { kind: certificate, host: cas1, names: [mail.contoso.com], expires: expired }
    id: certificate
  - mend: pool
  - mend: certificate
  - probe: lb
    expect: { farms: { cas: { cas1: healthy, cas2: unhealthy } } }
  - resolve: { name: mail.contoso.com }
    expect: { answer: [203.0.113.10], ttl: 60 }
  - resolve: { name: none.contoso.com, from: intranet }
    expect: { status: nxdomain, answer: [] }
  - client: { do: a.works, as: alice }
    expect: { facts: { folder: inbox }, hops: { client: { status: 200 }, edge: absent } }
`)
  t.same(all.counts, { passed: 1, failed: 0, errored: 0 })
  t.same(
    all.scenarios[0]?.steps.map(({ verdict }) => verdict),
    all.scenarios[0]?.steps.map(() => 'passed'),
  )
  t.same(logs, [
    [
      'set cas1 owa {"sslFlags":"None"}',
      'set cas2 owa {"sslFlags":"None"}',
      'back end cas1 owa None',
      'oa cas1 {"sslOffloading":false}',
      'recycle cas1 pool of owa',
      'recycle cas1 pool of ecp',
      'iisreset cas2',
      'advance 900000',
      'break cas1 {"kind":"pool-stopped","vdir":"owa"}',
      'stop lb',
      'certificate cas1 {"names":["mail.contoso.com"],"issuer":"public-ca","expires":"expired"}',
      'mend cas1',
      'certificate back cas1',
      'probe lb',
      'dispose',
    ],
  ])
})

t.test('a failed expectation names hop, cause, expected, actual and line; later steps are skipped', async (t) => {
  const { run: all } = await run(`  - client: { do: a.works }
    id: first
  - client: { do: a.fails, as: alice }
    expect: { facts: { n: { sameAs: first } } }
  - advance: 1m
`)
  const [scenario] = all.scenarios
  t.equal(scenario?.verdict, 'failed')
  t.equal(scenario?.error, undefined)
  t.match(scenario?.steps, [
    { verdict: 'passed', title: 'somebody on the internet: a.works' },
    {
      verdict: 'failed',
      title: 'alice on the internet: a.fails',
      summary: 'no way there',
      mismatches: [
        { what: 'ok', expected: 'true', actual: 'false', place: { line: 6, column: 5 } },
        {
          what: 'facts.n',
          expected: 'the same as at step first (1)',
          actual: 'absent',
          place: { line: 7, column: 27 },
        },
      ],
      diagnosis: { hop: 'client → mail.contoso.com', cause: 'no-route' },
      trace: [{ hop: 'client', requestId: 'fails' }],
    },
    { verdict: 'skipped', mismatches: [] },
  ])
})

t.test('what breaks off could not run, and is told apart from a failure', async (t) => {
  const { run: all, logs } = await run('  - client: { do: a.breaks }\n  - advance: 1m\n')
  t.same(all.counts, { passed: 0, failed: 0, errored: 1 })
  t.match(all.scenarios[0], {
    verdict: 'errored',
    error: { code: 'BH_ERR_SCENARIO_CRASHED', message: /It broke off: a bug\./ },
    steps: [{ verdict: 'errored' }, { verdict: 'skipped' }],
  })
  t.same(logs, [['dispose']])
})

t.test('a lab that does not start could not run', async (t) => {
  const file = folder.write('lab.yaml', `${head}steps:\n  - advance: 1m\n`)
  const all = await runScenarios(readScenarios([file], actions), {
    actions,
    startLab: async () => {
      throw failure('BH_ERR_PORT_IN_USE', { address: '127.0.0.1', port: 80 })
    },
  })
  t.match(all.scenarios[0], {
    verdict: 'errored',
    error: { code: 'BH_ERR_PORT_IN_USE' },
    steps: [{ verdict: 'skipped' }],
  })
})

t.test('a step that takes too long fails with the time it had', async (t) => {
  for (const hanging of ['a.hangs', 'a.waits']) {
    const { run: all, logs } = await run(`  - client: { do: ${hanging} }\n    within: 30ms\n`)
    t.match(all.scenarios[0], {
      verdict: 'failed',
      steps: [
        {
          summary: 'not done after 0.03 s',
          mismatches: [{ what: 'time', expected: 'done within 0.03 s', actual: 'still under way' }],
          diagnosis: { cause: 'no end' },
        },
      ],
    })
    t.same(logs, [['dispose']])
  }
})

t.test('start leaves an action in the background, finish waits for its end', async (t) => {
  const { run: all } = await run(`  - start: { do: a.holds, as: alice }
    id: ping
  - advance: 1m
  - finish: ping
    expect: { facts: { outcome: changes } }
`)
  t.equal(all.scenarios[0]?.verdict, 'passed')
  const { run: early } = await run('  - start: { do: a.fails }\n    id: ping\n  - advance: 1m\n')
  t.match(early.scenarios[0]?.steps[0], {
    verdict: 'failed',
    summary: 'no way there',
    mismatches: [{ what: 'established', expected: 'true', actual: 'false' }],
    diagnosis: { cause: 'no-route' },
  })
  const { run: left, logs } = await run('  - start: { do: a.holdsForEver }\n    id: ping\n')
  t.equal(left.scenarios[0]?.verdict, 'passed', 'what nobody finishes is ended with the scenario')
  t.same(logs, [['dispose']])
})

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
})
