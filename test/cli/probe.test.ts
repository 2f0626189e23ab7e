import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { ProbeReport, StepReport } from '../../clients/analyzer/types.ts'
import { bridgehead, commandLine } from '../helpers/bridgehead.ts'

t.test('the JSON of a probe keeps its form; exit status 1 when a step failed', async (t) => {
  const { code, out } = await bridgehead(['probe', 'mrs', '--topology', 'ssl-offload', '--format', 'json'])
  t.equal(code, 1)
  const report: ProbeReport = JSON.parse(out)
  t.same(Object.keys(report), [
    'schema',
    'probe',
    'target',
    'from',
    'account',
    'startedAt',
    'milliseconds',
    'result',
    'root',
  ])
  t.match(report, { schema: 1, probe: 'mrs', target: 'ssl-offload', account: 'CONTOSO\\alice', result: 'failed' })
  const keys = ['title', 'result', 'alternative', 'milliseconds', 'summary', 'details', 'findings', 'steps']
  const check = (step: StepReport): void => {
    t.same(Object.keys(step), keys)
    for (const child of step.steps) check(child)
  }
  check(report.root)
  t.notMatch(out, /Bridge-Alice-1/)
})

t.test('a page in a file, text elsewhere; exit status 0 when all passed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-probe-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'dns.html')
  const { code, out } = await commandLine(['probe', 'dns', '--topology', 'ssl-offload', '--out', file])
  t.equal(code, 0)
  t.match(out, /^DNS of contoso\.com: passed, written to .*dns\.html\n$/)
  t.match(await readFile(file, 'utf8'), /^<!doctype html>/)
})

t.test('what cannot be probed is told: exit status 2', async (t) => {
  for (const [args, sentence] of [
    [['ews'], /Give --target for a real server/],
    [['ews', '--target', 'mail.contoso.test', '--user', 'alice'], /There is no password for alice/],
  ] as const) {
    const { code, out, err } = await commandLine(['probe', ...args])
    t.match(err, sentence)
    t.equal(out, '')
    t.equal(code, 2)
  }
})

t.test('load prints its figures; exit status 0 without errors', async (t) => {
  const { code, out } = await commandLine([
    ...['load', '--topology', 'ssl-offload', '--users', '2', '--mix', 'ews', '--count', '4', '--pause', '0s'],
    ...['--format', 'json'],
  ])
  t.equal(code, 0)
  t.match(JSON.parse(out), { users: 2, profiles: [{ profile: 'ews', users: 2, rounds: 4, errors: 0 }] })
})
