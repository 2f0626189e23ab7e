import fc from 'fast-check'
import t from 'tap'
import { readPath } from '../../proxy/path/request-path.ts'
import { createRouter } from '../../proxy/route.ts'
import { matchRule } from '../../topology/route-match.ts'
import { edgePlan, farmPlan, rulePlans } from './edge-plan.ts'

const host = fc.constantFrom('a.test', 'b.test', 'x.a.test', 'y.x.a.test', 'A.test')
const pattern = fc.constantFrom('*', 'a.test', 'b.test', '*.test', '*.a.test', 'x.a.test')
const segment = fc.constantFrom('owa', 'EWS', 'ews', 'mrsproxy.svc', 'x', 'PowerShell')
const path = fc.array(segment, { maxLength: 3 }).map((segments) => `/${segments.join('/')}`)
const line = fc.tuple(pattern, fc.option(path)).map(([hosts, to]) => `${hosts}${to === null ? '' : ` ${to}`} -> farm`)

t.test('property: the index gives the rule that asking one by one gives', async () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), host, path, (lines, name, target) => {
      const rules = rulePlans(...lines)
      const route = createRouter(edgePlan(rules)).route(name, target)
      const read = readPath(target)
      const expected = 'segments' in read ? matchRule(rules, name, read.segments) : undefined
      return expected === undefined ? route.kind === 'none' : route.kind === 'rule' && route.rule === expected
    }),
    { numRuns: 1_000 },
  )
})

t.test('among ten thousand hosts the right one is found without asking the others', async (t) => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `h${index}.test -> farm`)
  const plan = edgePlan(rulePlans(...lines, '*.wild.test /x -> farm', '* /y -> farm'))
  let asked = 0
  const rules = plan.rules.map((rule) => ({
    ...rule,
    get host() {
      asked++
      return rule.host
    },
  }))
  const router = createRouter({ ...plan, rules })
  asked = 0
  t.match(router.route('h9999.test', '/y'), { rule: { index: 10_000 } })
  t.match(router.route('nobody.test', '/y'), { rule: { index: 10_002 } })
  t.equal(asked, 0, 'no rule is looked at one by one')
})

t.test('a server name leads to a passthrough farm by the first rule for the host that wants no path', async (t) => {
  const farms = [farmPlan('cas', ['cas1']), farmPlan('legacy', ['old1'], { passthrough: true })]
  const named = (lines: readonly string[], name: string | undefined) =>
    createRouter(edgePlan(rulePlans(...lines), farms)).routeServerName(name)?.rule.index
  const lines = ['* /PowerShell -> 403', '*.legacy.test /x -> cas', 'a.legacy.test -> cas', '*.legacy.test -> legacy']
  t.equal(named(lines, 'b.legacy.test'), 4, 'rules with a path cannot apply')
  t.equal(named(lines, 'B.Legacy.Test.'), 4)
  t.equal(named(lines, 'a.legacy.test'), undefined, 'an earlier rule ends TLS here')
  t.equal(named(lines, 'other.test'), undefined)
  t.equal(named(lines, undefined), undefined)
  t.equal(named(['* -> legacy'], undefined), 1, 'a rule for any host takes clients without a name too')
  t.equal(named(['a.test -> https://b.test/', '* -> legacy'], 'a.test'), undefined)
})
