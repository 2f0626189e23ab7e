// LDAP messages: written and read back, examples of others, and bytes of nobody.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { BerFields, ber, berInteger, berList } from '../../../protocols/ldap/ber.ts'
import { type LdapFilter, passes, readFilter, writeFilter } from '../../../protocols/ldap/filter.ts'
import {
  decodeRequest,
  decodeResponse,
  encodeEntry,
  encodeOutcome,
  encodeSaslBind,
  encodeSearch,
  encodeSimpleBind,
  LdapSplitter,
} from '../../../protocols/ldap/index.ts'
import { ProtocolSyntaxError } from '../../../protocols/syntax-error.ts'

const text = fc.string({ unit: 'binary', maxLength: 20 }).map((value) => Buffer.from(value, 'utf8').toString('utf8'))
const { filter } = fc.letrec<{ filter: LdapFilter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('equal' as const), attribute: text, value: text }),
    fc.record({ kind: fc.constant('present' as const), attribute: text }),
    fc.record({
      kind: fc.constant('substrings' as const),
      attribute: text,
      parts: fc.array(
        fc.record({ place: fc.constantFrom('initial' as const, 'any' as const, 'final' as const), text }),
        { maxLength: 3 },
      ),
    }),
    fc.record({ kind: fc.constant('not' as const), filter: tie('filter') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('filter'), { maxLength: 3 }),
    }),
  ),
}))

t.test('filters and searches are read as they were written', async () => {
  fc.assert(
    fc.property(
      filter,
      text,
      fc.constantFrom('base' as const, 'one' as const, 'subtree' as const),
      fc.nat(100),
      (one, base, scope, id) => {
        const search = { base, scope, sizeLimit: 7, typesOnly: false, filter: one, attributes: ['a', '*'] }
        // Clones, as fast-check makes objects without a prototype.
        return isDeepStrictEqual(
          decodeRequest(encodeSearch(id, search)),
          structuredClone({ id, operation: { kind: 'search', ...search }, criticalControls: [] }),
        )
      },
    ),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      (value) => new BerFields(berInteger(value)).integer('x') === value,
    ),
  )
})

t.test('binds, entries and outcomes', async (t) => {
  t.match(decodeRequest(encodeSimpleBind(1, 'CN=a', 'b')), {
    id: 1,
    operation: { kind: 'bind', version: 3, name: 'CN=a', method: { kind: 'simple', password: 'b' } },
  })
  t.match(decodeRequest(encodeSaslBind(2, 'GSS-SPNEGO', Buffer.of(1))).operation, {
    method: { mechanism: 'GSS-SPNEGO', credentials: Buffer.of(1) },
  })
  const entry = { dn: 'CN=a', attributes: [['keywords', ['x', 'ÿ']]] as const }
  t.strictSame(decodeResponse(encodeEntry(3, entry)).operation, { kind: 'entry', entry })
  const outcome = { code: 14, matched: '', message: 'go on', saslCredentials: Buffer.from('token') }
  t.strictSame(decodeResponse(encodeOutcome(4, 0x61, outcome)).operation, { kind: 'outcome', tag: 0x61, outcome })
  // RFC 4511 has no example bytes; these are an anonymous bind of OpenLDAP's ldapsearch.
  t.match(decodeRequest(Buffer.from('300c020101600702010304008000', 'hex')).operation, {
    kind: 'bind',
    name: '',
    method: { password: '' },
  })
  t.equal(decodeRequest(Buffer.from('30050201024200', 'hex')).operation.kind, 'unbind')
})

t.test('a filter asks an entry, and what is not known is neither true nor false', async (t) => {
  const values = (name: string): string[] => (name === 'keywords' ? ['Site=Paris', 'X'] : [])
  const equal = (value: string): LdapFilter => ({ kind: 'equal', attribute: 'Keywords', value })
  const unknown: LdapFilter = { kind: 'unknown' }
  t.ok(passes(equal('site=PARIS'), values))
  t.notOk(passes({ kind: 'not', filter: unknown }, values))
  t.notOk(passes({ kind: 'and', filters: [equal('x'), unknown] }, values))
  t.ok(passes({ kind: 'or', filters: [unknown, equal('x')] }, values))
  const like = (...parts: ['initial' | 'any' | 'final', string][]): LdapFilter => ({
    kind: 'substrings',
    attribute: 'keywords',
    parts: parts.map(([place, part]) => ({ place, text: part })),
  })
  t.ok(passes(like(['initial', 'site='], ['final', 'IS']), values))
  t.notOk(passes(like(['initial', 'site=par'], ['final', 'paris']), values))
})

t.test('bytes of nobody are a syntax error and nothing else', async (t) => {
  const holds = (work: () => unknown): boolean => {
    try {
      work()
      return true
    } catch (error) {
      return error instanceof ProtocolSyntaxError
    }
  }
  const whole = encodeSearch(5, {
    base: 'DC=a',
    scope: 'subtree',
    sizeLimit: 0,
    typesOnly: false,
    filter: { kind: 'present', attribute: 'x' },
    attributes: [],
  })
  const spoilt = fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = Buffer.from(whole)
    copy[at] = byte
    return copy
  })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), spoilt), (bytes) => {
      const splitter = new LdapSplitter(1_000)
      return (
        holds(() => decodeRequest(bytes)) && holds(() => decodeResponse(bytes)) && holds(() => splitter.push(bytes))
      )
    }),
    { numRuns: 500 },
  )
  let deep: LdapFilter = { kind: 'present', attribute: 'x' }
  for (let depth = 0; depth < 40; depth++) deep = { kind: 'not', filter: deep }
  const [element] = berList(writeFilter(deep))
  t.throws(() => element && readFilter(element), ProtocolSyntaxError)
  t.throws(() => new LdapSplitter(1_000).push(Buffer.from('308400ffffff', 'hex')), /too long/)
  t.throws(() => decodeRequest(ber(0x30, berInteger(1))), ProtocolSyntaxError)
})

t.test('messages are cut out of whatever pieces they come in', async (t) => {
  const [one, two] = [encodeSimpleBind(1, 'a'.repeat(200), 'b'), encodeSimpleBind(2, 'c', 'd')]
  fc.assert(
    fc.property(fc.array(fc.nat(one.length + two.length), { maxLength: 6 }), (cuts) => {
      const bytes = Buffer.concat([one, two])
      const splitter = new LdapSplitter(10_000)
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const messages = places.flatMap((at, index) =>
        splitter.push(bytes.subarray(at, places[index + 1] ?? bytes.length)),
      )
      t.same(messages, [one, two])
    }),
    { numRuns: 50 },
  )
})
