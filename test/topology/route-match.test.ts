import fc from 'fast-check'
import t from 'tap'
import type { RulePlan } from '../../topology/edge-plan.ts'
import { matchRule } from '../../topology/route-match.ts'

const rules = (...matches: readonly [host: string | undefined, path?: string][]): RulePlan[] =>
  matches.map(([host, path], index) => ({
    index: index + 1,
    text: '',
    host,
    path,
    action: { kind: 'deny', status: 403 },
  }))
const matched = (list: readonly RulePlan[], host: string | undefined, path: string): number | undefined =>
  matchRule(list, host, path.split('/'))?.index

t.test('the first rule that matches wins', async (t) => {
  const list = rules(['mail.contoso.com', '/EWS/mrsproxy.svc'], ['mail.contoso.com'], ['mail.contoso.com', '/owa'])
  t.equal(matched(list, 'mail.contoso.com', '/EWS/mrsproxy.svc'), 1)
  t.equal(matched(list, 'mail.contoso.com', '/EWS/Exchange.asmx'), 2)
  t.equal(matched(list, 'mail.contoso.com', '/owa'), 2)
  t.equal(matched(list, 'remote.contoso.com', '/owa'), undefined)
})

t.test('paths are matched on whole segments, in any case', async (t) => {
  const list = rules([undefined, '/EWS/mrsproxy.svc'])
  for (const path of [
    '/EWS/mrsproxy.svc',
    '/ews/MRSPROXY.SVC',
    '/ews/mrsproxy.svc/',
    '/ews/mrsproxy.svc/x',
    '//EWS//mrsproxy.svc',
  ]) {
    t.equal(matched(list, undefined, path), 1, path)
  }
  for (const path of [
    '/',
    '/EWS',
    '/EWS/mrsproxy',
    '/EWS/mrsproxy.svc2',
    '/x/EWS/mrsproxy.svc',
    '/EWS/x/mrsproxy.svc',
  ]) {
    t.equal(matched(list, undefined, path), undefined, path)
  }
})

t.test('a slash at the end of a rule and escapes in it do not count', async (t) => {
  t.equal(matched(rules([undefined, '/owa/']), undefined, '/owa'), 1)
  t.equal(matched(rules([undefined, '/%6Fwa']), undefined, '/OWA/auth'), 1)
  t.equal(matched(rules([undefined, '/']), undefined, '/anything'), 1)
})

t.test('hosts are matched in any case, with a dot at the end or not; a wildcard takes one label', async (t) => {
  t.equal(matched(rules(['mail.contoso.com']), 'MAIL.Contoso.com.', '/'), 1)
  const list = rules(['*.legacy.contoso.com'])
  t.equal(matched(list, 'a.legacy.contoso.com', '/'), 1)
  for (const host of [
    'legacy.contoso.com',
    'a.b.legacy.contoso.com',
    '.legacy.contoso.com',
    'xlegacy.contoso.com',
    undefined,
  ]) {
    t.equal(matched(list, host, '/'), undefined, String(host))
  }
})

t.test('a request without a host meets only the rules for any host', async (t) => {
  t.equal(matched(rules(['mail.contoso.com'], [undefined]), undefined, '/'), 2)
})

t.test('what matches a path matches everything below it', async (t) => {
  const segment = fc.constantFrom('owa', 'OWA', 'ews', 'a.b')
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 3 }), fc.array(segment, { maxLength: 3 }), (path, below) => {
      const list = rules([undefined, `/${path.join('/')}`])
      return matchRule(list, 'any.example', [...path, ...below]) === list[0]
    }),
  )
  t.pass('for every path tried')
})
