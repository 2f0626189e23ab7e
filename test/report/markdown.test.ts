import t from 'tap'
import { renderMarkdown } from '../../report/markdown.ts'
import { fixedRun, goodRun, interruptedRun } from './fixed-run.ts'

t.test('what did not pass comes first, then all in a table', async (t) => {
  const text = renderMarkdown(fixedRun)
  t.match(text, '1 passed, 1 failed, 1 could not run in 1.60 s, started 2026-01-02T03:04:05.000Z.')
  t.ok(text.indexOf('## Not passed') < text.indexOf('## All scenarios'))
  t.match(text, '### owa-offloaded (vdir=owa)\n\ncas1 still requires SSL on owa.\n\n```text\nowa-offloaded')
  t.match(text, '| **failed** | owa-offloaded (vdir=owa) | ssl-offload | 1.25 s |')
})

t.test('a good run has only the table', async (t) => {
  t.equal(
    renderMarkdown(goodRun),
    `# Bridgehead

1 passed, 0 failed, 0 could not run in 312 ms, started 2026-01-02T03:04:05.000Z.

## All scenarios

| Verdict | Scenario | Topology | Time |
| --- | --- | --- | ---: |
| passed | split-dns | essentials | 312 ms |
`,
  )
})

t.test('what an interrupt ended has a line, and no page of its own', async (t) => {
  const text = renderMarkdown(interruptedRun)
  t.notMatch(text, '## Not passed')
  t.match(text, '| broken off | owa-offloaded (vdir=owa) |')
  t.match(text, '| not started | late |')
  t.match(text, '1 passed, 0 failed, 0 could not run, 2 interrupted in 312 ms')
})

t.test('marks of Markdown in a name stay text, and a fence is longer than the backticks inside', async (t) => {
  const scenarios = fixedRun.scenarios.map((one) => ({ ...one, name: 'a|b *c* <d>', why: 'see ```` here' }))
  const text = renderMarkdown({ ...fixedRun, scenarios })
  t.match(text, '| a\\|b \\*c\\* \\<d\\> (vdir=owa) |')
  t.match(text, '`````text')
})
