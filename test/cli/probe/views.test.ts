import { PassThrough, Writable } from 'node:stream'
import t from 'tap'
import { probeHtml } from '../../../cli/probe/html.ts'
import { createProgress } from '../../../cli/probe/progress.ts'
import { probeText } from '../../../cli/probe/text.ts'
import type { ProbeReport, StepReport } from '../../../clients/analyzer/types.ts'

const step = (over: Partial<StepReport>): StepReport => ({
  title: 'A step',
  result: 'passed',
  alternative: false,
  milliseconds: 5,
  summary: '',
  details: [],
  findings: [],
  steps: [],
  ...over,
})
const finding = { cause: 'forbidden', sentence: 'It said <no>\u001b[31m & more.', advice: 'Ask again.' } as const

const report: ProbeReport = {
  schema: 1,
  probe: 'ews',
  target: 'mail.contoso.com',
  from: 'internet',
  account: 'CONTOSO\\alice',
  startedAt: '2026-11-21T20:00:00.000Z',
  milliseconds: 12,
  result: 'failed',
  root: step({
    title: 'The <root>',
    result: 'failed',
    steps: [
      step({ title: 'First', summary: '203.0.113.10', details: [{ name: 'addresses', value: 'a\nb' }] }),
      step({ title: 'Other way', result: 'failed', alternative: true, findings: [finding] }),
      step({
        title: 'Second',
        result: 'failed',
        findings: [finding],
        steps: [step({ title: 'Below', result: 'skipped' })],
      }),
    ],
  }),
}
const console = { out: new PassThrough(), style: (_: unknown, text: string) => text }

t.test('as text: times and marks in columns, advice where something is to be done', async (t) => {
  t.same(probeText(report, console, false).split('\n'), [
    'The <root>, from the internet as CONTOSO\\alice',
    '',
    '     5 ms ✓ First  203.0.113.10',
    '     5 ms ✗ Other way',
    '            It said <no> [31m & more. [forbidden]',
    '     5 ms ✗ Second',
    '            It said <no> [31m & more. [forbidden]',
    '            What to do: Ask again.',
    '            - Below',
    '',
    'It does not work: see what stands above. (12 ms)',
    '',
  ])
  t.match(probeText(report, console, true), /\n {12}addresses: a b\n/)
})

t.test('as HTML: what servers say is no markup, and what failed stands open', async (t) => {
  const page = probeHtml(report)
  t.match(page, /<h1>The &lt;root&gt;<\/h1>/)
  t.match(page, /It said &lt;no&gt;.*&amp; more\./)
  t.match(page, /<details class="failed" open>/)
  t.match(page, /<details class="failed alternative"><summary/)
  t.notMatch(page, /<script|src=|href=/)
})

t.test('progress is for terminals', async (t) => {
  const written = (isTTY: boolean): string => {
    let text = ''
    const err = new Writable({
      write(chunk, _encoding, done) {
        text += chunk
        done()
      },
    })
    const progress = createProgress({ out: Object.assign(new PassThrough(), { isTTY, columns: 10 }), err })
    progress.show({ event: 'begin', path: ['root', 'A step with a name'] })
    progress[Symbol.dispose]()
    return text
  }
  t.equal(written(false), '')
  t.equal(written(true), '\r\u001b[2K… A step \r\u001b[2K')
})
