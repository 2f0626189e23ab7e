import t from 'tap'
import { createRouter, type Route } from '../../proxy/route.ts'
import { edgePlan, rulePlans } from './edge-plan.ts'

const router = createRouter(
  edgePlan(
    rulePlans(
      '* /PowerShell -> 403',
      'mail.test /EWS/mrsproxy.svc -> cas-tls',
      'mail.test -> cas',
      '*.legacy.test /owa -> legacy',
      'old.test -> https://mail.test/owa/',
      '* /public -> web',
    ),
  ),
)

const ruleOf = (route: Route): number | string => (route.kind === 'rule' ? route.rule.index : route.kind)
const route = (host: string | undefined, target: string): number | string => ruleOf(router.route(host, target))

t.test('the first rule that matches host and path serves the request', async (t) => {
  t.equal(route('mail.test', '/EWS/mrsproxy.svc'), 2)
  t.equal(route('mail.test', '/EWS/mrsproxy.svc/x?y'), 2)
  t.equal(route('mail.test', '/EWS/exchange.asmx'), 3)
  t.equal(route('mail.test', '/PowerShell'), 1)
  t.equal(route('mail.test', '/public'), 3, 'a rule for the host stands before the one for any host')
  t.equal(route('other.test', '/public/x'), 6)
  t.equal(route('other.test', '/'), 'none')
})

t.test('the host is compared without port, case and final dot', async (t) => {
  t.equal(route('MAIL.test:443', '/'), 3)
  t.equal(route('mail.TEST.:8443', '/'), 3)
  t.equal(route('[::1]:443', '/public'), 6)
  t.equal(route(undefined, '/public'), 6, 'a request of HTTP/1.0 may have none')
  t.equal(route('', '/public'), 6)
  t.equal(route(undefined, '/owa'), 'none')
  t.equal(route('mail.test:x', '/'), 'refused')
  t.equal(route('user@mail.test', '/'), 'refused')
})

t.test('a wildcard covers exactly one label', async (t) => {
  t.equal(route('a.legacy.test', '/owa/x'), 4)
  t.equal(route('a.b.legacy.test', '/owa'), 'none')
  t.equal(route('legacy.test', '/owa'), 'none')
  t.equal(route('.legacy.test', '/owa'), 'none')
})

t.test('paths are compared by whole segments, without case', async (t) => {
  t.equal(route('mail.test', '/ews/MRSProxy.SVC'), 2)
  t.equal(route('mail.test', '/EWS/mrsproxy.svcx'), 3)
  t.equal(route('mail.test', '/EWS/mrsproxy.svc/'), 2)
  t.equal(route('mail.test', '//EWS///mrsproxy.svc'), 2)
  t.equal(route('mail.test', '/EWS/./x/../mrsproxy.svc'), 2)
  t.equal(route('mail.test', '/%45WS/mrsproxy%2Esvc'), 2)
  t.equal(route('mail.test', '/PowerShell-Like'), 3)
})

t.test('the query plays no part', async (t) => {
  t.equal(route('mail.test', '/owa?/../PowerShell%2f%zz'), 3)
  t.equal(route('mail.test', '/EWS/mrsproxy.svc?'), 2)
})

t.test('the absolute form of a target names the host itself', async (t) => {
  t.equal(route('mail.test', 'https://mail.test:443/EWS/mrsproxy.svc'), 2)
  t.equal(route(undefined, 'http://MAIL.test.'), 3)
  t.equal(route('mail.test', 'http://mail.test?x'), 3)
  t.equal(route('mail.test', 'http://other.test/'), 'refused', 'the server might follow the other one')
  t.equal(route('mail.test', 'http://user@mail.test/'), 'refused')
  t.equal(route('mail.test', 'ftp://mail.test/'), 'refused')
})

t.test('the asterisk form counts as the root, and the authority form is refused', async (t) => {
  t.equal(route('mail.test', '*'), 3)
  t.equal(route('mail.test', 'mail.test:443'), 'refused')
  t.equal(route('mail.test', ''), 'refused')
})

t.test('a refusal is a 400 with a reason', async (t) => {
  t.match(router.route('mail.test', '/owa/%zz'), {
    kind: 'refused',
    status: 400,
    reason: 'a percent sign without two hexadecimal digits',
  })
})
