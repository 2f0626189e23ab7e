import { WriteStream } from 'node:tty'
import t from 'tap'
import { terminalReporter } from '../../report/terminal.ts'
import type { RunResult } from '../../scenarios/result.ts'
import { collect, fixedRun, goodRun, play } from './fixed-run.ts'

const directory = 'unused'

t.test('piped: a plain line a scenario, failures in full, one last line that sums up', async (t) => {
  const { stream, text } = collect()
  await play(fixedRun, terminalReporter({ output: stream, directory }))
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
  await play(goodRun, terminalReporter({ output: stream, directory }))
  t.match(text(), '\r\u001b[2K')
  t.match(text(), '0 of 1, now split-dns')
  const { stream: narrow, text: cut } = collect(12)
  await play(goodRun, terminalReporter({ output: narrow, directory }))
  t.match(cut(), '0 of 1, no…')
  const { stream: unknown, text: whole } = collect(0)
  await play(goodRun, terminalReporter({ output: unknown, directory }))
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
  await play(fixedRun, terminalReporter({ output: stream, directory }))
  t.notMatch(text(), '\u001b[3')
})

t.test('an interrupted run says how many did not run, without a page for each', async (t) => {
  const [first] = goodRun.scenarios
  const interrupted: RunResult = {
    ...goodRun,
    scenarios: [
      ...goodRun.scenarios,
      ...(first === undefined
        ? []
        : [{ ...first, verdict: 'errored' as const, error: { code: 'BH_ERR_INTERRUPTED', message: 'Interrupted.' } }]),
    ],
    counts: { passed: 1, failed: 0, errored: 1 },
  }
  const { stream, text } = collect()
  await play(interrupted, terminalReporter({ output: stream, directory }))
  t.match(text(), 'Interrupted: 1 of 2 did not run.\n\n1 passed, 0 failed, 1 could not run')
})
