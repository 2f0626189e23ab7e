import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { commandLine, startBridgehead, workIn } from '../helpers/bridgehead.ts'
import { folderWithEdge } from '../scenarios/routes/edge-file.ts'

const folder = folderWithEdge(t)
workIn(t, folder.path)
const routes = (...args: readonly string[]) => commandLine(['routes', ...args])
const head = 'edge: edge.yaml\nroutes:\n'
folder.write('good.yaml', `${head}  - { host: mail.contoso.com, path: /owa/, expect: { farm: cas } }\n`)

t.test('all as expected: exit status 0, a line a row, the rules not covered', async (t) => {
  const { code, out, err } = await routes('good.yaml')
  t.same({ code, err }, { code: 0, err: '' })
  const [row, coverage, summary] = out.split('\n')
  t.equal(row, 'passed  GET  https://mail.contoso.com/owa/  farm cas, offload to cas1, cas2 by rule 3')
  t.match(
    coverage,
    /^rules 1 of 5 covered \(20 %\); not covered: rule 1 path \/PowerShell -> deny with 403 \(edge\.yaml:9:5\); rule 2 /,
  )
  t.match(summary, /^1 passed, 0 failed, 0 could not run in /)
})

t.test('an expectation failed: exit status 1, with expected, actual and the line', async (t) => {
  folder.write('bad.yaml', `${head}  - { host: mail.contoso.com, why: OWA is bridged., expect: { mode: bridge } }\n`)
  const { code, out } = await routes('bad.yaml')
  t.equal(code, 1)
  t.match(out, /^FAILED {2}GET {2}https:\/\/mail\.contoso\.com\/ /m)
  t.match(out, /^ {8}OWA is bridged\.\n {8}mode: expected bridge, actual offload \(bad\.yaml:3:\d+\)$/m)
})

t.test('coverage below --fail-under: exit status 1', async (t) => {
  const below = await routes('good.yaml', '--fail-under', '21')
  t.equal(below.code, 1)
  t.match(below.out, /^FAILED {2}rules 1 of 5 covered \(20 %\); .*; expected at least 21 %$/m)
  const enough = await routes('good.yaml', '--fail-under', '20%')
  t.equal(enough.code, 0)
  t.match(enough.out, /^passed {2}rules 1 of 5/m)
})

t.test('what cannot be evaluated: exit status 2, nothing is printed but why', async (t) => {
  folder.write('wrong.yaml', `${head}  - { host: mail.contoso.com, expct: { farm: cas } }\n`)
  folder.write('bare.yaml', 'routes: [{ host: a.test, expect: { status: 404 } }]\n')
  const cases: readonly [args: readonly string[], says: string][] = [
    [['wrong.yaml'], 'wrong.yaml:3:31: unknown key "expct"; did you mean "expect"?'],
    [['none.yaml'], 'Cannot read none.yaml'],
    [['bare.yaml'], '--edge'],
    [['good.yaml', '--edge', 'none.yaml'], 'Cannot read none.yaml'],
    [['good.yaml', '--edge', 'edge.yaml', '--topology', 'essentials'], 'Give either --edge or --topology.'],
    [['good.yaml', '--fail-under', '101'], 'Give a percentage from 0 to 100.'],
    [['good.yaml', '--reporter', 'junt'], 'There is no reporter "junt"'],
    [['good.yaml', '--reporter', 'json', '--out', 'edge.yaml'], 'Cannot write the report edge.yaml'],
  ]
  for (const [args, says] of cases) {
    const { code, out, err } = await routes(...args)
    t.same({ code, out }, { code: 2, out: '' }, args.join(' '))
    t.match(err, says)
  }
})

t.test('reports for CI: a test case a row and one for the coverage; the whole of it as JSON', async (t) => {
  const { code, out } = await routes('good.yaml', '--fail-under', '50', '--reporter', 'junit,json', '--out', 'reports')
  t.equal(code, 1)
  t.match(out, /^wrote reports.junit\.xml\nwrote reports.run\.json\n1 passed, 1 failed, /)
  const junit = await readFile(join(folder.path, 'reports', 'junit.xml'), 'utf8')
  t.match(junit, '<testsuites name="bridgehead" tests="2" failures="1" errors="0"')
  t.match(junit, '<testcase name="good (method=GET, url=https://mail.contoso.com/owa/)" classname="edge.yaml"')
  t.match(
    junit,
    '<failure message="coverage: expected at least 50 %, actual rules 1 of 5 covered (20 %); not covered: rule 1',
  )
  t.match(JSON.parse(await readFile(join(folder.path, 'reports', 'run.json'), 'utf8')), {
    counts: { passed: 1, failed: 1 },
    coverage: { rules: 5, covered: 1, percent: 20, uncovered: [/^rule 1 /, /^rule 2 /, /^rule 4 /, /^rule 5 /] },
  })
})

t.test('colour only where it is wanted', async (t) => {
  const colour = await startBridgehead(['routes', 'good.yaml'], {
    cwd: folder.path,
    env: { NO_COLOR: undefined, FORCE_COLOR: '1' },
  }).end()
  t.match(colour.out, '\u001b[32mpassed')
  const plain = await startBridgehead(['routes', 'good.yaml'], { cwd: folder.path }).end()
  t.notMatch(plain.out, '\u001b[')
})

t.test('the example passes and covers every rule of its topology', async (t) => {
  const example = join(import.meta.dirname, '..', '..', 'examples', 'routes.yaml')
  const { code, out } = await routes(example, '--fail-under', '100')
  t.equal(code, 0)
  t.match(out, /^passed {2}rules 5 of 5 covered \(100 %\)$/m)
})
