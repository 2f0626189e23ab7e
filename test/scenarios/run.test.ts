import t from 'tap'
import { failure } from '../../base/errors.ts'
import { readScenarios } from '../../scenarios/read.ts'
import { runScenarios } from '../../scenarios/run.ts'
import { fakeLab } from './fake-lab.ts'
import { actions, head, runnerOf } from './run-steps.ts'
import { scenarioFolder } from './scenario-file.ts'

const folder = scenarioFolder(t)
const run = runnerOf(t)

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

t.test('side by side the scenarios with more steps begin first; results are in the order of the files', async (t) => {
  const step = '  - advance: 1m\n'
  const files = [1, 3, 2].map((count) => folder.write(`steps-${count}.yaml`, `${head}steps:\n${step.repeat(count)}`))
  const order = async (jobs: number) => {
    const begun: string[] = []
    const { scenarios } = await runScenarios(readScenarios(files, actions), {
      actions,
      jobs,
      startLab: async (plan) => fakeLab(plan).lab,
      on: { scenarioStarted: ({ name }) => void begun.push(name) },
    })
    return [begun, scenarios.map(({ name }) => name)]
  }
  const asGiven = ['steps-1', 'steps-3', 'steps-2']
  t.same(await order(2), [['steps-3', 'steps-2', 'steps-1'], asGiven])
  t.same(await order(1), [asGiven, asGiven])
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

t.test('the time that goes by is told as a person would', async (t) => {
  const words = {
    '15s': '15 seconds go by',
    '1s': '1 second goes by',
    '15m': '15 minutes go by',
    '1m': '1 minute goes by',
    '90m': '1 hour and 30 minutes go by',
    '90d': '90 days go by',
    '1.5s': '1 second and 500 milliseconds go by',
    '93784005ms': '1 day, 2 hours, 3 minutes, 4 seconds and 5 milliseconds go by',
    '0s': 'no time goes by',
  }
  const { run: all } = await run(
    Object.keys(words)
      .map((time) => `  - advance: ${time}\n`)
      .join(''),
  )
  t.same(
    all.scenarios[0]?.steps.map(({ title }) => title),
    Object.values(words),
  )
})
