import t from 'tap'
import { coverageText } from '../../../scenarios/routes/coverage.ts'
import { readRoutes } from '../../../scenarios/routes/read.ts'
import { type RouteRun, runRoutes } from '../../../scenarios/routes/run.ts'
import { folderWithEdge } from './edge-file.ts'

const folder = folderWithEdge(t)
const { signal } = new AbortController()

function run(ground: string, rows: readonly string[], failUnder?: number): Promise<RouteRun> {
  const text = `${ground}\nroutes:\n${rows.map((row) => `  - { ${row} }\n`).join('')}`
  return runRoutes(readRoutes(folder.write('routes.yaml', text)), { signal, failUnder })
}

/** The mismatches of every row: `what: expected, actual`. */
function mismatches({ scenarios }: RouteRun): string[][] {
  return scenarios.map(({ steps }) =>
    steps.flatMap((step) => step.mismatches.map(({ what, expected, actual }) => `${what}: ${expected}, ${actual}`)),
  )
}

t.test('farms, answers of the edge and listeners of an edge file are met as expected', async (t) => {
  const result = await run('edge: edge.yaml', [
    'host: mail.contoso.com, path: /owa/, expect: { farm: cas, mode: offload, server: [cas2, "cas1:80"], edge: edge }',
    'host: MAIL.contoso.com, path: "/ews/%6drsproxy.svc?x=1", method: POST, expect: { farm: cas-tls, mode: bridge, server: cas1 }',
    'host: old.contoso.com, expect: { status: 302, location: "https://mail.contoso.com/owa/" }',
    'host: mail.contoso.com, path: /powershell/x, expect: { status: 403 }',
    'host: www.contoso.com, expect: { status: 404 }',
    'host: mail.contoso.com, path: /a/..%2fb, expect: { status: 400 }',
    'host: a.legacy.contoso.com, expect: { mode: passthrough, farm: legacy }',
    'host: mail.contoso.com, port: 443, expect: { arrives: nowhere }',
    'scheme: http, host: mail.contoso.com, port: 8080, expect: { farm: cas }',
  ])
  t.same(mismatches(result), Array(9).fill([]))
  t.same(result.counts, { passed: 9, failed: 0, errored: 0 })
  t.equal(coverageText(result.coverage), 'rules 5 of 5 covered (100 %)')
})

t.test('what is not as expected names both, and a name that nothing has its nearest', async (t) => {
  const result = await run('edge: edge.yaml', [
    'host: mail.contoso.com, expect: { farm: cas-tls, mode: bridge, server: cas1, status: 200 }',
    'host: mail.contoso.com, expect: { farm: cass, server: [cas1, cas1], location: /owa }',
    'host: old.contoso.com, expect: { farm: cas, status: 301 }',
    'host: mail.contoso.com, port: 443, why: The router maps it., expect: { farm: cas }',
    'host: mail.contoso.com, expect: { arrives: nowhere }',
  ])
  t.same(mismatches(result), [
    [
      'farm: cas-tls, cas',
      'mode: bridge, offload',
      'server: cas1, cas1, cas2',
      'status: 200, what the servers of farm cas answer',
    ],
    [
      'farm: cass (there is no such farm; did you mean "cas"?), cas',
      'server: cas1, cas1, cas1, cas2',
      'location: /owa, none',
    ],
    ['farm: cas, none', 'status: 301, 302'],
    ['farm: cas, none'],
    ['arrives: nowhere, none'],
  ])
  t.match(result.scenarios[3], {
    name: 'routes',
    variant: { method: 'GET', url: 'https://mail.contoso.com:443/' },
    why: 'The router maps it.',
    verdict: 'failed',
    place: { line: 6 },
    steps: [{ summary: /^nowhere: no listener has port 443; / }],
  })
  t.same(result.counts, { passed: 0, failed: 5, errored: 0 })
})

t.test('rules that no row met are named with their place; too few of them are a failure of their own', async (t) => {
  const rows = ['host: mail.contoso.com, expect: { farm: wrong }', 'host: old.contoso.com, expect: { status: 302 }']
  const { coverage, scenarios, counts } = await run('edge: edge.yaml', rows, 40.5)
  t.match(coverage, { rules: 5, covered: 2, percent: 40 })
  t.match(
    coverageText(coverage),
    /^rules 2 of 5 covered \(40 %\); not covered: rule 1 path \/PowerShell -> deny with 403 \(.*edge\.yaml:9:5\); rule 2 .*:10:5\); rule 5 .*:13:5\)$/,
  )
  t.match(scenarios.at(-1), {
    variant: { coverage: 'rules' },
    verdict: 'failed',
    steps: [{ mismatches: [{ what: 'coverage', expected: 'at least 40.5 %' }] }],
  })
  t.same(counts, { passed: 1, failed: 2, errored: 0 })
  t.equal((await run('edge: edge.yaml', rows, 40)).scenarios.at(-1)?.verdict, 'passed')
})

t.test('in a topology DNS, routers and the place of the client count, and the rules of every edge', async (t) => {
  const result = await run('topology: essentials', [
    'host: mail.contoso.com, expect: { edge: arr, arrives: essentials, farm: exchange, mode: bridge }',
    'from: intranet, host: mail.contoso.com, expect: { arrives: exchange }',
    'host: www.contoso.com, expect: { arrives: nowhere }',
    'host: mail.contoso.com, port: 8443, expect: { arrives: nowhere }',
    'scheme: http, host: mail.contoso.com, expect: { edge: arr-http, status: 302 }',
    'scheme: http, host: mail.contoso.com, port: 443, expect: { arrives: nowhere }',
    'from: intranet, host: mail.contoso.com, expect: { edge: ar, arrives: exchang }',
  ])
  t.same(mismatches(result), [
    ...Array(6).fill([]),
    [
      'arrives: exchang (there is no such host; did you mean "exchange"?), exchange',
      'edge: ar (there is no such edge; did you mean "arr"?), none',
    ],
  ])
  t.match(
    coverageText(result.coverage),
    /^rules 2 of 4 covered \(50 %\); not covered: edge arr rule 2 host remote\.contoso\.com -> farm essentials \(.*essentials\.yaml:\d+:9\); edge arr-http rule 2 /,
  )
})

t.test('an interrupt ends it', async (t) => {
  const file = folder.write('one.yaml', 'edge: edge.yaml\nroutes: [{ host: a.test, expect: { status: 404 } }]\n')
  await t.rejects(runRoutes(readRoutes(file), { signal: AbortSignal.abort() }), { code: 'BH_ERR_INTERRUPTED' })
})
