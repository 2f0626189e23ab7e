import t from 'tap'
import { BridgeheadError } from '../../base/errors.ts'
import { readScenarios } from '../../scenarios/read.ts'
import { action, actionsOf, result } from './fake-actions.ts'
import { scenarioFolder } from './scenario-file.ts'

const folder = scenarioFolder(t)
const actions = actionsOf(
  action('owa.logon', async () => result()),
  action('activesync.ping', async () => result()),
)
const variable = (name: string) => `$${'{'}${name}}`

/** What is wrong with a file, a line each: `line:column: message`. */
function problems(text: string): string[] {
  const file = folder.write('broken.yaml', text)
  try {
    readScenarios([file], actions)
    return []
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    t.equal(error.code, 'BH_ERR_SCENARIOS_INVALID')
    t.equal(error.exitCode, 2)
    return error.message
      .split('\n')
      .slice(2)
      .map((line) => line.slice(line.indexOf('broken.yaml:') + 'broken.yaml:'.length))
  }
}

const head = 'why: a test\ntopology: ssl-offload\nsteps:\n'

t.test('a file becomes one scenario for each variant, with its values put in', async (t) => {
  const file = folder.write(
    'owa.yaml',
    `why: because
topology: ssl-offload
tags: [owa]
matrix:
  vdir: [{ name: owa, path: /owa, status: 403 }, { name: ecp, path: /ecp, status: 200 }]
  host: [cas1, cas2]
steps:
  - recycle: { host: "${variable('host')}", vdir: "${variable('vdir.name')}" }
  - request: { url: "https://mail.contoso.com${variable('vdir.path')}/" }
    id: first
    within: 2s
    expect: { status: "${variable('vdir.status')}" }
  - client: { do: owa.logon, as: alice, with: { folder: sent } }
    title: Alice looks in
    expect: { facts: { n: { sameAs: first } } }
`,
  )
  const scenarios = readScenarios([file], actions)
  t.same(
    scenarios.map(({ name, variant }) => [name, variant]),
    [
      ['owa', { vdir: 'owa', host: 'cas1' }],
      ['owa', { vdir: 'owa', host: 'cas2' }],
      ['owa', { vdir: 'ecp', host: 'cas1' }],
      ['owa', { vdir: 'ecp', host: 'cas2' }],
    ],
  )
  const [first] = scenarios
  t.match(first, { why: 'because', tags: ['owa'], topology: 'ssl-offload', plan: { domain: 'contoso.com' } })
  t.match(first?.steps, [
    { title: 'cas1: recycle the pool of owa', within: 15_000, expect: {}, place: { line: 8, column: 5 } },
    {
      title: 'GET https://mail.contoso.com/owa/ from the internet',
      id: 'first',
      within: 2000,
      expect: { status: 403, cause: 'absent' },
    },
    { title: 'Alice looks in', expect: { ok: true, facts: { n: { sameAs: 'first' } } } },
  ])
  t.match(first?.steps[1]?.placeOfWish(['status']), { line: 12, column: 23 }, 'a wish of the author')
  t.match(first?.steps[1]?.placeOfWish(['cause']), { line: 9, column: 5 }, 'an implied wish stands where its step does')
})

t.test('every mistake is told at once, with its place and the nearest name', async (t) => {
  t.same(
    problems(`${head}  - reqest: { url: "https://mail.contoso.com/" }
  - client: { do: owa.logn, as: alise }
  - configure: { host: cas3, vdir: owa, sslFlags: Non }
  - configure: { host: [cas1, cas9], vdir: [owa, EWSS] }
  - recycle: { host: cas9, vdir: owa }
  - probe: lbb
  - request: { url: "https://mail.contoso.com/", from: intrnet }
`),
    [
      '4:5: there is no kind of step "reqest"; did you mean "request"?',
      '5:19: there is no client action "owa.logn"; did you mean "owa.logon"?',
      '5:33: the topology ssl-offload has no user "alise"; did you mean "alice"?',
      '6:51: expected inherit, None, Ssl, "Ssl,Ssl128" or SslNegotiateCert, but got "Non"; did you mean "None"?',
      '7:50: expected owa, ecp, EWS, Autodiscover, Microsoft-Server-ActiveSync, OAB, mapi, Rpc or PowerShell, but got "EWSS"; did you mean "EWS"?',
      '8:22: the topology ssl-offload has no Exchange host "cas9"; did you mean "cas1"?',
      '9:12: the topology ssl-offload has no edge "lbb"; did you mean "lb"?',
      '10:56: expected internet or intranet, but got "intrnet"; did you mean "internet"?',
    ],
  )
})

t.test('mistakes in the head of the file', async (t) => {
  t.same(problems('topolgy: ssl-offload\nsteps: []\nwhy: x\n'), [
    '1:1: unknown key "topolgy"; did you mean "topology"?',
    '2:8: expected a list with at least 1 entry, but got an empty list',
  ])
  t.match(problems('why: x\ntopology: ssl-ofload\nsteps: [{ advance: 1m }]\n'), [/^2:11: .*ssl-ofload.*ssl-offload/])
  t.match(problems('why: x\ntopology: ./none.yaml\nsteps: [{ advance: 1m }]\n'), [/^2:11: Cannot read .*none\.yaml/])
  t.match(problems('why: [x\n'), [/^\d+:\d+: /])
  t.match(problems('\n'), [/./])
})

t.test('a topology that cannot be used does not hide the mistakes in the steps', async (t) => {
  const steps = `steps:
  - reqest: {}
  - client: { do: owa.logn, as: alise }
  - recycle: { host: cas9, vdir: EWSS }
  - probe: nowhere
  - finish: ping
  - fault: { kind: unreachable, host: nobody }
`
  const ofSteps = [
    '4:5: there is no kind of step "reqest"; did you mean "request"?',
    '5:19: there is no client action "owa.logn"; did you mean "owa.logon"?',
    /^6:34: expected owa, .* but got "EWSS"$/,
    '8:13: no start step before this one has the id "ping"',
  ]
  t.match(problems(`why: x\ntopology: ssl-ofload\n${steps}`), [/^2:11: There is no topology "ssl-ofload"/, ...ofSteps])
  const broken = folder.write('broken-topology.yaml', 'domain: contoso.com\n')
  t.match(problems(`why: x\ntopology: ${broken}\n${steps}`), [
    /^2:11: .*broken-topology\.yaml has 1 problem/,
    /the key hosts is missing/,
    ...ofSteps,
  ])
})

t.test('a mistake in the head does not hide those in the steps and in the topology', async (t) => {
  t.match(problems('topolgy: ssl-offload\nwhy: 5\nsteps: [{ reqest: {} }, 7, [probe]]\n'), [
    /^1:1: unknown key "topolgy"/,
    /^2:6: expected text, but got 5/,
    /^3:11: there is no kind of step "reqest"/,
    /^3:25: a step needs one of /,
    /^3:28: a step needs one of /,
  ])
  t.match(problems('topology: ssl-ofload\nwhy: 5\nmatrix: [a]\nsteps: [{ reqest: {} }]\n'), [
    /^1:11: There is no topology "ssl-ofload"/,
    /^2:6: expected text/,
    /^3:9: expected a map/,
  ])
})

t.test('a step does one thing', async (t) => {
  t.same(problems(`${head}  - probe: lb\n    advance: 1m\n  - id: x\n`), [
    '4:5: a step does one thing, but this one has probe and advance; make a step of each',
    '6:5: a step needs one of resolve, request, client, together, start, finish, configure, outlookAnywhere, mobileDevices, recycle, iisreset, advance, probe, fault, mend',
  ])
})

t.test('ids must be there, before, once, and of the right kind', async (t) => {
  t.same(
    problems(`${head}  - start: { do: activesync.ping, as: alice }
  - start: { do: activesync.ping, as: alice }
    id: ping
  - probe: lb
    id: ping
  - finish: pong
  - mend: ping
  - client: { do: owa.logon, as: alice }
    expect: { facts: { n: { differsFrom: pinh } } }
`),
    [
      '4:12: the step needs an id, so that finish can name it',
      '8:9: an earlier step has the id "ping" already',
      '9:13: no start step before this one has the id "pong"',
      '10:11: no fault step before this one has the id "ping"',
      '12:42: no step before this one has the id "pinh"; did you mean "ping"?',
    ],
  )
})

t.test('options of an action, and expectations, are checked too', async (t) => {
  t.same(
    problems(`${head}  - client: { do: owa.logon, with: { foldr: sent } }
  - client: { do: owa.logon }
    expect: { factz: { n: 1 } }
  - request: { url: "https://mail.contoso.com/", as: alice }
  - configure: { host: cas1, vdir: owa }
  - configure: { host: cas1, vdir: owa, mrsProxyEnabled: true }
  - configure: { host: cas1, vdir: owa, site: Exchange Back End, authentication: [basic] }
  - outlookAnywhere: { host: cas1 }
  - iisreset: { host: cas1 }
    expect: { status: 200 }
`),
    [
      '4:38: unknown key "foldr"; did you mean "folder"?',
      '6:15: unknown key "factz"; did you mean "facts"?',
      '7:14: a request that logs on needs both: `as`, who, and `auth`, how (basic, ntlm, negotiate)',
      '8:16: nothing is set; add one of sslFlags, authentication, extendedProtection, internalUrl, externalUrl, mrsProxyEnabled',
      '9:58: MRSProxy belongs to the vdir EWS',
      '10:82: of Exchange Back End only sslFlags can be set',
      '11:22: nothing is set; add sslOffloading, externalHostname or internalHostname',
      '13:5: unknown key "expect"; known here: iisreset, id, title and within',
    ],
  )
})

t.test('a name that the matrix does not have', async (t) => {
  t.same(
    problems(`why: x\ntopology: ssl-offload\nmatrix: { vdir: [owa, ecp] }\nsteps:\n  - probe: "${variable('edge')}"\n`),
    [
      '5:12: the matrix has no "edge" to put here; it has vdir',
      `5:12: expected a name of letters, digits, dots, dashes and underscores, but got "${variable('edge')}"`,
    ],
  )
})

t.test('the topology may be a value of the matrix too', async (t) => {
  const file = folder.write(
    'modes.yaml',
    `why: x\ntopology: "ssl-${variable('mode')}"\nmatrix: { mode: [offload, bridging] }\nsteps: [{ advance: 1m }]\n`,
  )
  t.same(
    readScenarios([file], actions).map(({ topology, plan }) => [topology, plan.name]),
    [
      ['ssl-offload', 'ssl-offload'],
      ['ssl-bridging', 'ssl-bridging'],
    ],
  )
})

t.test('the mistakes of all files are told together', async (t) => {
  const good = folder.write('good.yaml', `${head}  - advance: 1m\n`)
  const bad = folder.write('bad.yaml', `${head}  - advance: 1q\n`)
  const worse = folder.write('worse.yaml', `${head}  - advanse: 1m\n`)
  const error = t.throws(() => readScenarios([good, bad, worse, `${bad}.no`], actions), {
    code: 'BH_ERR_SCENARIOS_INVALID',
  })
  t.match(error, { message: /bad\.yaml:4:14: [\s\S]*worse\.yaml:4:5: [\s\S]*Cannot read .*bad\.yaml\.no/ })
})
