import fc from 'fast-check'
import t from 'tap'
import { stepsNamedIn, unmetWishes, wish } from '../../scenarios/expectation.ts'

const nothing = () => undefined
const unmet = (wishes: Parameters<typeof unmetWishes>[0], observed: Parameters<typeof unmetWishes>[1]) =>
  unmetWishes(wishes, observed, nothing).map(({ path, expected, actual }) => [path.join('.'), expected, actual])

t.test('a plain value is wanted as it is, whether YAML made it a number or text', async (t) => {
  t.same(unmet({ status: 200 }, { status: 200 }), [])
  t.same(unmet({ length: '5', ok: true }, { length: 5, ok: 'true' }), [])
  t.same(unmet({ status: 200 }, { status: 403 }), [['status', '200', '403']])
  t.same(unmet({ status: 200 }, {}), [['status', '200', 'absent']])
})

t.test('absent wants nothing there; of a whole branch too', async (t) => {
  t.same(unmet({ cause: 'absent', hops: { edge: 'absent' } }, { hops: {} }), [])
  t.same(unmet({ cause: 'absent' }, { cause: 'reset' }), [['cause', 'absent', 'reset']])
  t.same(unmet({ hops: { edge: 'absent' } }, { hops: { edge: { host: 'lb' } } }), [
    ['hops.edge', 'absent', 'something'],
  ])
})

t.test('a list wants the same members in any order', async (t) => {
  t.same(unmet({ answer: ['b', 'a'] }, { answer: ['a', 'b'] }), [])
  t.same(unmet({ answer: ['a'] }, { answer: ['a', 'b'] }), [['answer', 'a', 'a, b']])
  t.same(unmet({ answer: [] }, { answer: ['a'] }), [['answer', 'nothing', 'a']])
  t.same(unmet({ answer: ['a'] }, { answer: 'a' }), [['answer', 'a', 'a']])
})

t.test('operators must all hold, and tell in words what was wanted', async (t) => {
  const values = { status: 302, body: '200 OK<br/>cas1', names: ['a.test', 'b.test'], time: 5 }
  t.same(
    unmet(
      {
        status: { oneOf: [301, 302] },
        body: { contains: ['OK', 'cas1'], matches: '^200', not: { contains: 'cas2' } },
        names: { contains: 'a.test', matches: '^b' },
        time: { atLeast: 5, atMost: 5 },
      },
      values,
    ),
    [],
  )
  t.same(
    unmet(
      {
        status: { oneOf: [200, 301] },
        body: { contains: 'cas2', not: 'x' },
        names: { contains: ['c.test'] },
        time: { atLeast: 6 },
        none: { matches: 'a' },
      },
      values,
    ),
    [
      ['status', 'one of 200, 301', '302'],
      ['body', 'not x and containing cas2', '200 OK<br/>cas1'],
      ['names', 'containing c.test', 'a.test, b.test'],
      ['time', 'at least 6', '5'],
      ['none', 'matching /a/', 'absent'],
    ],
  )
  t.same(unmet({ time: { atMost: 4 } }, values), [['time', 'at most 4', '5']])
})

t.test('sameAs and differsFrom look at the same place of an earlier step', async (t) => {
  const earlier = (id: string, path: readonly string[]) =>
    id === 'first' && path.join('.') === 'hops.edge.n' ? 3 : undefined
  const at = (n: number | undefined, operator: 'sameAs' | 'differsFrom') =>
    unmetWishes({ hops: { edge: { n: { [operator]: 'first' } } } }, { hops: { edge: { n } } }, earlier).map(
      ({ expected, actual }) => [expected, actual],
    )
  t.same(at(3, 'sameAs'), [])
  t.same(at(4, 'sameAs'), [['the same as at step first (3)', '4']])
  t.same(at(4, 'differsFrom'), [])
  t.same(at(3, 'differsFrom'), [['other than at step first (3)', '3']])
  t.same(at(undefined, 'differsFrom'), [['other than at step first (3)', 'absent']], 'nothing is no other value')
  t.same(at(undefined, 'sameAs'), [['the same as at step first (3)', 'absent']])
  t.same(
    [...stepsNamedIn({ hops: { edge: { n: { sameAs: 'first' } } }, a: { not: { differsFrom: 'second' } } })],
    [
      { id: 'first', path: ['hops', 'edge', 'n', 'sameAs'] },
      { id: 'second', path: ['a', 'not', 'differsFrom'] },
    ],
  )
})

t.test('a branch that is not there is told as such', async (t) => {
  t.same(unmet({ hops: { edge: { server: 'cas1' } } }, { hops: {} }), [['hops.edge', 'something', 'absent']])
})

t.test('long texts are cut in the report', async (t) => {
  const [[, , actual] = []] = unmet({ body: 'x' }, { body: 'y'.repeat(5000) })
  t.equal(actual?.length, 301)
})

t.test('what is no wish is refused with one sentence', async (t) => {
  t.ok(wish.safeParse({ not: { contains: ['a', 1] }, atMost: 3 }).success)
  for (const bad of [{ contain: 'a' }, { matches: '(' }, null, { oneOf: [] }]) {
    const { success, error } = wish.safeParse(bad)
    t.notOk(success)
    t.ok(error)
  }
})

t.test('every scalar equals itself and is contained in a list of itself', async (t) => {
  const scalar = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean()).filter((value) => value !== 'absent')
  fc.assert(
    fc.property(scalar, (value) => {
      t.same(unmetWishes({ v: value }, { v: value }, nothing), [])
      t.same(unmetWishes({ v: { contains: value } }, { v: [String(value)] }, nothing), [])
      t.equal(unmetWishes({ v: { not: value } }, { v: value }, nothing).length, 1)
    }),
    { numRuns: 50 },
  )
})
