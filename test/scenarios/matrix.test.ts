import t from 'tap'
import { labelsOf, matrixSchema, substitute, variantsOf } from '../../scenarios/matrix.ts'

const variable = (name: string) => `$${'{'}${name}}`
const never = (path: readonly PropertyKey[], name: string) => {
  throw new Error(`${path.join('.')}: ${name}`)
}

t.test('every combination is a variant, the last name changing fastest', async (t) => {
  t.same(variantsOf({ a: [1, 2], b: ['x', 'y'] }), [
    { a: 1, b: 'x' },
    { a: 1, b: 'y' },
    { a: 2, b: 'x' },
    { a: 2, b: 'y' },
  ])
  t.same(variantsOf({}), [{}], 'without a matrix there is the one scenario')
})

t.test('a map is known by its name, else by its first member', async (t) => {
  t.same(labelsOf({ vdir: { path: '/owa', name: 'owa' }, mode: { how: 'offload' }, n: 1 }), {
    vdir: 'owa',
    mode: 'offload',
    n: '1',
  })
})

t.test('values stand in for their names, alone with their type, inside of a text as text', async (t) => {
  const variant = { vdir: { name: 'owa', path: '/owa', methods: ['a', 'b'] }, status: 403 }
  t.same(
    substitute(
      {
        url: `https://mail.test${variable('vdir.path')}/${variable('vdir.name')}`,
        list: [variable('status'), `is ${variable(' status ')}`],
        methods: variable('vdir.methods'),
        price: `$${variable('status')}`,
        number: 5,
      },
      variant,
      never,
    ),
    {
      url: 'https://mail.test/owa/owa',
      list: [403, 'is 403'],
      methods: ['a', 'b'],
      price: variable('status'),
      number: 5,
    },
  )
})

t.test('a name that the matrix does not have is told with its place', async (t) => {
  const told: string[] = []
  const tell = (path: readonly PropertyKey[], name: string) => void told.push(`${path.join('.')}: ${name}`)
  substitute(
    [{ a: variable('vdri'), b: [`x ${variable('vdir.pth')}`] }, variable('constructor'), variable('vdir.name.x')],
    { vdir: { name: 'owa' } },
    tell,
  )
  t.same(told, ['0.a: vdri', '0.b.0: vdir.pth', '1: constructor', '2: vdir.name.x'])
})

t.test('a matrix has names and at least one value for each', async (t) => {
  t.ok(matrixSchema.safeParse({ vdir: ['owa', { name: 'ecp', methods: ['GET'] }] }).success)
  t.notOk(matrixSchema.safeParse({ vdir: [] }).success)
  t.notOk(matrixSchema.safeParse({ 'v dir': ['a'] }).success)
  t.notOk(matrixSchema.safeParse({ vdir: [{ a: { b: 1 } }] }).success)
})
