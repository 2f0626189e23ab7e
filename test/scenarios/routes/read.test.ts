import t from 'tap'
import { readRoutes } from '../../../scenarios/routes/read.ts'
import { FileProblems } from '../../../topology/problems.ts'
import { folderWithEdge } from './edge-file.ts'

const folder = folderWithEdge(t)

/** What is wrong with a table, a line each: `line:column: message`. */
function problems(text: string): string[] {
  try {
    readRoutes(folder.write('broken.yaml', text))
    return []
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error
    return error.problems.map(({ place, message }) => `${place.line}:${place.column}: ${message}`)
  }
}

t.test('rows get their defaults and places, the edge file stands beside the table', async (t) => {
  const file = folder.write(
    'good.yaml',
    'edge: edge.yaml\nroutes:\n  - { host: mail.contoso.com, expect: { farm: cas } }\n',
  )
  const { rows, ground } = readRoutes(file)
  t.match(rows, [{ from: 'internet', scheme: 'https', path: '/', method: 'GET', place: { line: 3, column: 5 } }])
  t.match(rows[0]?.placeOf('farm'), { line: 3, column: 47 })
  t.match(ground.name, /edge\.yaml$/)
  t.same(
    ground.rules.map(({ rule, place }) => [rule.index, place.line]),
    [1, 2, 3, 4, 5].map((index) => [index, index + 8]),
  )
})

t.test('the rules of a topology are those of all its edges; the command line goes first', async (t) => {
  const file = folder.write('of.yaml', 'topology: ssl-offload\nroutes: [{ host: a.test, expect: { status: 404 } }]\n')
  const { rules } = readRoutes(file).ground
  t.same(
    rules.map(({ edge, rule }) => `${edge.name} ${rule.index}`),
    ['lb 1', 'lb 2', 'lb 3', 'lb-http 1', 'lb-http 2'],
  )
  t.match(rules[0]?.place.file, /ssl-offload\.yaml$/)
  t.equal(readRoutes(file, { topology: 'essentials' }).ground.name, 'essentials')
  t.equal(readRoutes(file, { edge: `${folder.path}/edge.yaml` }).ground.rules.length, 5)
})

t.test('every mistake is told at once, with its place and the nearest key', async (t) => {
  t.same(
    problems(`edge: edge.yaml
rutes: []
routes:
  - { form: internet, host: mail.contoso.com, expect: { frm: cas } }
  - { host: "https://mail.contoso.com", path: owa, method: "A B", expect: { mode: brigde } }
  - { host: mail.contoso.com, port: 70000, expect: {} }
  - { from: intrnet, host: mail.contoso.com }
  - { host: mail.contoso.com, expect: { status: 999, location: x, server: [] } }
`),
    [
      '2:1: unknown key "rutes"; did you mean "routes"?',
      '4:7: unknown key "form"; did you mean "from"?',
      '4:57: unknown key "frm"; did you mean "farm"?',
      '5:13: expected a host name or an IP address, such as mail.contoso.com, without scheme, port and path, but got "https://mail.contoso.com"',
      '5:47: expected a path such as /owa/, with a query where wanted, without spaces and #, but got "owa"',
      '5:60: expected a method such as GET or RPC_IN_DATA, but got "A B"',
      '5:83: expected offload, bridge or passthrough, but got "brigde"; did you mean "bridge"?',
      '6:37: expected a number of at most 65535, but got 70000',
      '6:52: nothing is expected; add farm, mode, server, status or another',
      '7:5: the key expect is missing: what must come of it; what is not named may be anything',
      '7:13: expected internet or intranet, but got "intrnet"; did you mean "internet"?',
      '8:49: expected a number of at most 599, but got 999',
      '8:64: expected a URL such as https://mail.contoso.com/owa/, or a path, but got "x"',
      '8:75: expected a list with at least 1 entry, but got an empty list',
    ],
  )
  t.match(problems('routes: [x\n'), [/^\d+:\d+: /])
})

t.test('what a table is about must be said once and be there', async (t) => {
  const rows = 'routes: [{ host: a.test, expect: { status: 404 } }]\n'
  t.same(problems(`edge: edge.yaml\ntopology: essentials\n${rows}`), [
    '2:1: edge and topology exclude each other; a topology has its edges',
  ])
  t.match(problems(`edge: none.yaml\n${rows}`), [/^1:7: Cannot read .*none\.yaml/])
  t.match(problems(`topology: essentails\n${rows}`), [
    /^1:11: There is no topology "essentails"; did you mean "essentials"/,
  ])
  t.throws(() => readRoutes(folder.write('bare.yaml', rows)), { code: 'BH_ERR_NO_ROUTE_GROUND', exitCode: 2 })
  t.throws(() => readRoutes(`${folder.path}/nothing.yaml`), { code: 'BH_ERR_FILE_UNREADABLE' })
})
