import t from 'tap'
import { Step } from '../../../clients/analyzer/step.ts'
import type { ProbeWorld, ProgressEvent } from '../../../clients/analyzer/types.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

const world = (over: Partial<ProbeWorld> = {}): ProbeWorld =>
  ({ signal: new AbortController().signal, ...over }) as ProbeWorld

t.test('a step below that fails ends its parent; the parent does not say it again', async (t) => {
  const report = await Step.root('root', world(), async (root) => {
    await root.step('one', async (step) => step.fail('forbidden', 'No.'))
    await root.step('two', async () => undefined)
  })
  t.match(report, {
    result: 'failed',
    findings: [],
    steps: [{ title: 'one', result: 'failed', findings: [{ cause: 'forbidden', sentence: 'No.' }] }],
  })
  t.equal(report.steps.length, 1)
})

t.test('an attempt that fails counts, and the rest goes on; an alternative does not count', async (t) => {
  const report = await Step.root('root', world(), async (root) => {
    await root.attempt('one', async (step) => step.fail('forbidden', 'No.'))
    await root.step('two', async () => undefined)
  })
  t.match(report, { result: 'failed', steps: [{ result: 'failed' }, { result: 'passed' }] })
  const other = await Step.root('root', world(), async (root) => {
    await root.alternative('one', async (step) => step.fail('forbidden', 'No.'))
    await root.attempt('two', async (step) => step.warn('basic-only', 'Hm.'))
  })
  t.match(other, { result: 'warning', steps: [{ result: 'failed', alternative: true }, { result: 'warning' }] })
})

t.test('what is a bug is thrown, and so is an abort', async (t) => {
  await t.rejects(
    Step.root('root', world(), async () => {
      throw new TypeError('a bug')
    }),
    /a bug/,
  )
  await t.rejects(
    Step.root('root', world({ signal: AbortSignal.abort(new Error('Ctrl-C')) }), async () => undefined),
    /Ctrl-C/,
  )
})

t.test('what a peer does wrong, and a time limit, are failed steps', async (t) => {
  for (const [error, cause] of [
    [new ProtocolSyntaxError('NTLM', 'no message'), 'bad-response'],
    [new DOMException('late', 'TimeoutError'), 'response-timeout'],
    [Object.assign(new Error('gone'), { code: 'ECONNRESET' }), 'reset'],
  ] as const) {
    const report = await Step.root('root', world({ timeout: 5 }), () => Promise.reject(error))
    t.match(report, { result: 'failed', findings: [{ cause }] })
  }
})

t.test('whoever watches hears of each step as it begins and ends', async (t) => {
  const events: ProgressEvent[] = []
  await Step.root('root', world({ progress: (event) => events.push(event) }), async (root) => {
    await root.step('one', async () => undefined)
  })
  t.same(
    events.map(({ event, path }) => `${event} ${path.join('/')}`),
    ['begin root', 'begin root/one', 'end root/one', 'end root'],
  )
})
