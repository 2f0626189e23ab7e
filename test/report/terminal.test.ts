import { WriteStream } from 'node:tty'
import t from 'tap'
import { terminalReporter } from '../../report/terminal.ts'
import { collect, fixedRun, goodRun, interruptedRun, play } from './fixed-run.ts'

const unused = { directory: 'unused', wrote() {} }

t.test('piped: a plain line a scenario, failures in full, one last line that sums up', async (t) => {
  const { stream, text } = collect()
  await play(fixedRun, terminalReporter({ output: stream, ...unused }))
  t.equal(
    text(),
    `3 scenarios
  passed           312 ms  split-dns
  FAILED           1.25 s  owa-offloaded (vdir=owa)
  COULD NOT RUN      3 ms  ports

owa-offloaded (vdir=owa) failed
  owa.yaml:1:1, topology ssl-offload
  why       Offloading needs <every> step & "every" server.
  step      GET https://mail.contoso.com/owa/ #1
            owa.yaml:9:5
  hop       edge lb → cas1:80
  cause     403.4
            cas1 still requires SSL on owa.
  status    expected 200, actual 403 (owa.yaml:10:15)
  hops.edge.mode
            expected bridge, actual offload (owa.yaml:11:22)
  trace     client: https GET /owa/, answered 403
            edge lb: https GET /owa/, offload to cas1:80 over connection 2, answered 403

ports could not run
  ports.yaml:1:1, topology mine.yaml
  why       A lab that does not start.
  error     Cannot listen on 127.0.0.1:80:\u0007 another program has it.
            BH_ERR_PORT_IN_USE

1 passed, 1 failed, 1 could not run in 1.60 s
`,
  )
})

t.test('on a terminal: a line that tells the progress, wiped before the next result, cut to the width', async (t) => {
  const { stream, text } = collect(24)
  await play(goodRun, terminalReporter({ output: stream, ...unused }))
  t.match(text(), '\r\u001b[2K')
  t.match(text(), '0 of 1, now split-dns')
  const { stream: narrow, text: cut } = collect(12)
  await play(goodRun, terminalReporter({ output: narrow, ...unused }))
  t.match(cut(), '0 of 1, no…')
  const { stream: unknown, text: whole } = collect(0)
  await play(goodRun, terminalReporter({ output: unknown, ...unused }))
  t.match(whole(), '0 of 1, now split-dns', 'a terminal that knows no width')
  t.match(text(), /1 passed, 0 failed, 0 could not run in 312 ms/)
})

t.test('NO_COLOR takes the colours away on a terminal, and a pipe has none', async (t) => {
  const saved = { NO_COLOR: process.env['NO_COLOR'], FORCE_COLOR: process.env['FORCE_COLOR'] }
  t.teardown(() => {
    for (const [name, value] of Object.entries(saved)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
  delete process.env['FORCE_COLOR']
  process.env['NO_COLOR'] = '1'
  const { stream, text } = collect(80)
  Object.assign(stream, { getColorDepth: WriteStream.prototype.getColorDepth })
  await play(fixedRun, terminalReporter({ output: stream, ...unused }))
  t.notMatch(text(), '\u001b[3')
})

t.test(
  'an interrupted run tells how many were broken off and how many not started, without a line for each',
  async (t) => {
    const { stream, text } = collect()
    const reporter = terminalReporter({ output: stream, ...unused })
    const [good, brokenOff, notStarted] = interruptedRun.scenarios
    if (!good || !brokenOff || !notStarted) throw new Error('the run is not as meant')
    reporter.runStarted?.(3)
    for (const one of [good, brokenOff]) {
      reporter.scenarioStarted?.(one)
      reporter.scenarioFinished?.(one)
    }
    await reporter.runFinished?.(interruptedRun)
    t.equal(
      text(),
      `3 scenarios
  passed           312 ms  split-dns

Interrupted: 1 of 3 was broken off, 1 not started.

1 passed, 0 failed, 0 could not run, 2 interrupted in 312 ms
`,
    )
  },
)

t.test('an interrupted run tells what else went wrong', async (t) => {
  const { stream, text } = collect()
  const scenarios = [...fixedRun.scenarios, ...interruptedRun.scenarios.slice(2), ...interruptedRun.scenarios.slice(2)]
  const run = { ...fixedRun, scenarios, counts: { passed: 1, failed: 1, errored: 3 } }
  await terminalReporter({ output: stream, ...unused }).runFinished?.(run)
  t.match(text(), 'owa-offloaded (vdir=owa) failed')
  t.match(text(), 'ports could not run')
  t.match(text(), '\nInterrupted: 2 of 5 were not started.\n\n')
  t.match(text(), '1 passed, 1 failed, 1 could not run, 2 interrupted in 1.60 s\n')
})
