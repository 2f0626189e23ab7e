import t from 'tap'
import { Parser } from 'tap-parser'
import { renderTap } from '../../report/tap.ts'
import { fixedRun } from './fixed-run.ts'

const text = renderTap(fixedRun)

t.test('a TAP parser finds no fault in the form, and the verdicts', async (t) => {
  const extra: string[] = []
  const children: string[][] = []
  const points: { ok: boolean; name: string; diag?: { code?: string } }[] = []
  const parser = new Parser({ strict: true })
  parser.on('assert', (point) => points.push(point))
  parser.on('extra', (line) => extra.push(line))
  parser.on('child', (child) => {
    const steps: string[] = []
    children.push(steps)
    child.on('assert', (step: { ok: boolean; name: string; skip: boolean | string }) =>
      steps.push(`${step.ok}${step.skip ? ' skip' : ''} ${step.name}`),
    )
  })
  const ended = new Promise<{ count: number; pass: number; fail: number; failures: unknown[] }>((resolve) =>
    parser.on('complete', resolve),
  )
  parser.end(text)
  const { count, pass, fail } = await ended
  t.same({ count, pass, fail }, { count: 3, pass: 1, fail: 2 })
  t.same(extra, [])
  t.same(
    points.map(({ ok, name }) => [ok, name]),
    [
      [true, 'split-dns'],
      [false, 'owa-offloaded (vdir=owa)'],
      [false, 'ports'],
    ],
  )
  t.equal(points[2]?.diag?.code, 'BH_ERR_PORT_IN_USE')
  t.same(children, [
    ['true mail.contoso.com from the internet'],
    ['true cas1: sslFlags of owa None', 'false GET https://mail.contoso.com/owa/ #1', 'true skip alice logs on'],
  ])
})

t.test('a failed step tells hop, cause, expected and actual in its YAML block', async (t) => {
  t.match(text, '      hop: "edge lb → cas1:80"\n      cause: "403.4"')
  t.match(text, '"what":"status","expected":"200","actual":"403","at":"owa.yaml:10:15"')
  t.match(text, '# 1 passed, 1 failed, 1 could not run in 1.60 s\n')
})
