import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bridgehead, commandLine, noSignals, startBridgehead, workIn } from '../helpers/bridgehead.ts'

const cwd = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
t.teardown(() => rm(cwd, { recursive: true, force: true }))
workIn(t, cwd)

const health = '"https://mail.contoso.com/owa/healthcheck.htm"'

/** A scenario file with these steps. */
async function scenario(name: string, ...steps: readonly string[]): Promise<string> {
  const lines = ['why: a test of the command', 'topology: ssl-bridging', 'steps:', ...steps.map((step) => `  ${step}`)]
  await writeFile(join(cwd, `${name}.yaml`), `${lines.join('\n')}\n`)
  return `${name}.yaml`
}

t.test('all passed: exit status 0, one line each, one that sums up', async (t) => {
  const file = await scenario('good', `- request: { url: ${health} }`, '  expect: { status: 200 }')
  const { code, out, err } = await bridgehead(['run', file], cwd)
  t.equal(code, 0)
  t.equal(err, '')
  t.match(out, /^ {2}passed +[\d.]+ m?s {2}good$/m)
  t.match(out, /^1 passed, 0 failed, 0 could not run in /m)
})

t.test('an expectation failed: exit status 1, with hop, expected, actual and the line', async (t) => {
  const file = await scenario('bad', `- request: { url: ${health} }`, '  expect: { status: 403 }')
  const { code, out } = await commandLine(['run', file])
  t.equal(code, 1)
  t.match(out, /^ {2}status {4}expected 403, actual 200 \(bad\.yaml:5:/m)
  t.match(out, /^ {2}trace {5}client: https GET \/owa\/healthcheck\.htm, answered 200$/m)
})

t.test('a wrong step is told with its place before any lab starts: exit status 2', async (t) => {
  const good = await scenario('good', `- request: { url: ${health} }`)
  const file = await scenario('wrong', '- recyle: { host: cas1, vdir: owa }')
  const { code, out, err } = await commandLine(['run', good, file, '--out', 'never', '--reporter', 'json'])
  t.equal(code, 2)
  t.equal(out, '', 'nothing was run')
  t.match(err, 'wrong.yaml:4:5: there is no kind of step "recyle"; did you mean "recycle"?')
  t.match(err, '[BH_ERR_SCENARIOS_INVALID]')
  t.notOk((await readdir(cwd)).includes('never'), 'no report of a run that was none')
})

t.test('a lab that cannot start: exit status 2, the other scenarios run', async (t) => {
  await writeFile(join(cwd, 'broken.pem'), 'no certificate')
  await writeFile(
    join(cwd, 'unreadable.yaml'),
    `domain: contoso.com
hosts: { lb: { role: edge, intranet: 192.168.16.2 }, cas1: { role: exchange, intranet: 192.168.16.11 } }
edges:
  lb:
    host: lb
    listeners: [{ address: "192.168.16.2:443", tls: { certificates: [{ cert: broken.pem, key: broken.pem }] } }]
    farms: { cas: { servers: [cas1] } }
    rules: [{ host: mail.contoso.com, farm: cas }]
`,
  )
  const good = await scenario('good', `- request: { url: ${health} }`)
  await writeFile(
    join(cwd, 'no-lab.yaml'),
    `why: x\ntopology: unreadable.yaml\nsteps: [{ request: { url: ${health} } }]\n`,
  )
  const { code, out } = await commandLine(['run', good, 'no-lab.yaml'])
  t.equal(code, 2)
  t.match(out, /^ {2}COULD NOT RUN .* no-lab$/m)
  t.match(out, /broken\.pem/)
  t.match(out, /^1 passed, 0 failed, 1 could not run in /m)
})

t.test('reports go to the folder named, each in its own format', async (t) => {
  const file = await scenario('good', `- request: { url: ${health} }`)
  const { code, out } = await commandLine(['run', file, '--reporter', 'junit,json,markdown,tap', '--out', 'reports'])
  t.equal(code, 0)
  t.equal(
    out.replaceAll('\\', '/').replace(/ in .*$/m, ''),
    `${['junit.xml', 'run.json', 'report.md', 'results.tap'].map((name) => `wrote reports/${name}\n`).join('')}1 passed, 0 failed, 0 could not run\n`,
  )
  const read = (name: string) => readFile(join(cwd, 'reports', name), 'utf8')
  t.match(await read('junit.xml'), /<testsuites name="bridgehead" tests="1" failures="0"/)
  t.match(JSON.parse(await read('run.json')), {
    counts: { passed: 1 },
    scenarios: [{ name: 'good', verdict: 'passed' }],
  })
  t.match(await read('report.md'), /\| passed \| good \|/)
  t.match(await read('results.tap'), /^ok 1 - good/m)
})

t.test('a folder for reports that cannot be made is told before any lab starts: exit status 2', async (t) => {
  const file = await scenario('good', `- request: { url: ${health} }`)
  const { code, out, err } = await commandLine(['run', file, '--reporter', 'terminal,junit', '--out', `${file}/x`])
  t.equal(code, 2)
  t.equal(out, '')
  t.match(
    err,
    /Cannot write the report good\.yaml.x.junit\.xml \(a part of its path is a file.* \[BH_ERR_REPORT_NOT_WRITTEN\]/,
  )
})

t.test('names, tags and counts that are none are told: exit status 2', async (t) => {
  for (const [args, sentence] of [
    [['hairpn'], /no scenario hairpn: .* did you mean "hairpin"\? \[BH_ERR_NO_SUCH_SCENARIO\]/],
    [['--tag', 'zzz'], /tag zzz\. Their tags are: .*offload.* \[BH_ERR_NO_TAGGED_SCENARIO\]/],
    [['--reporter', 'foo'], /no reporter "foo"\. Choose among terminal, .* \[BH_ERR_NO_SUCH_REPORTER\]/],
    [['--jobs', '0'], /'--jobs <number>' argument '0' is invalid\. Give a whole number/],
    [['--edge', 'squid'], /'--edge <name>' argument 'squid' is invalid/],
  ] as const) {
    const { code, err } = await commandLine(['run', ...args])
    t.equal(code, 2, args.join(' '))
    t.match(err, sentence)
  }
})

t.test(
  'Ctrl-C ends a run at once, tells what did not run, and leaves nothing behind',
  { skip: noSignals },
  async (t) => {
    const temporary = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
    t.teardown(() => rm(temporary, { recursive: true, force: true }))
    const good = await scenario('a-good', `- request: { url: ${health} }`)
    const held = await scenario(
      'held',
      '- start: { do: activesync.ping, as: alice, with: { url: "https://mail.contoso.com", heartbeat: 10m } }',
      '  id: ping',
      '- finish: ping',
    )
    const command = startBridgehead(['run', good, held, '--jobs', '2'], { cwd, env: { TMPDIR: temporary } })
    t.teardown(() => command.child.kill('SIGKILL'))
    await command.says(/passed .* a-good/)
    const { code, out } = await command.end('SIGINT')
    t.equal(code, 2)
    t.match(out, /^Interrupted: 1 of 2 was broken off\.$/m)
    t.match(out, /^1 passed, 0 failed, 0 could not run, 1 interrupted in /m)
    t.notMatch(out, 'COULD NOT RUN')
    t.same(await readdir(temporary), [])
  },
)

t.test('--list tells the scenarios and their tags, and runs nothing', async (t) => {
  const { code, out } = await commandLine(['run', 'dns', '--tag', 'dns', '--list'])
  t.equal(code, 0)
  t.match(out, /^srv-autodiscover \(from=internet\) +.*\bdns\b/m)
  t.notMatch(out, /passed/)
})
