import fc from 'fast-check'
import t from 'tap'
import { stringify } from 'yaml'
import { checkTopology } from '../../topology/findings/index.ts'
import { loadPlanText, planEdge } from '../../topology/plan.ts'
import { FileProblems } from '../../topology/problems.ts'
import { readEdge } from '../../topology/read.ts'
import { vary } from './vary.ts'

/** Reads as a topology and as an edge file; fails on any other error than a list of problems with places. */
function onlyProblems(text: string): void {
  const readers = [
    () => checkTopology(loadPlanText(text, { file: 'any.yaml' })),
    () => {
      const { edge, locate } = readEdge(text, { file: 'any.yaml' })
      planEdge(edge, locate, 'any.yaml')
    },
  ]
  for (const read of readers) {
    try {
      read()
    } catch (error) {
      if (!(error instanceof FileProblems)) throw error
      if (error.problems.length === 0) throw new Error('refused without a reason')
      if (error.problems.some(({ place }) => place.line < 1 || place.column < 1))
        throw new Error('a place before the file')
    }
  }
}

const yamlSigns = fc.string({
  unit: fc.constantFrom(...'ab:- \n\t{}[],&*!|>\'"%@`#?<=~1.'.split(''), '__proto__', '---', '...', '&a', '*a', '<<'),
  maxLength: 60,
})

t.test('any text yields a topology or a list of problems', async (t) => {
  fc.assert(fc.property(yamlSigns, onlyProblems), { numRuns: 500 })
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), onlyProblems), { numRuns: 150 })
  t.pass('no other error was thrown')
})

t.test('so does any value under the known keys', async (t) => {
  const key = fc.constantFrom(
    'domain',
    'hosts',
    'role',
    'router',
    'edges',
    'farms',
    'rules',
    'dns',
    'internet',
    'zones',
    'records',
    'users',
    '__proto__',
    'constructor',
    'toString',
    'mx',
    'tls',
    'cas1',
  )
  const word = fc.oneof(
    key,
    fc.constantFrom('exchange', 'a.b', '10.0.0.1', '/owa', 'x:1', ''),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }))
  fc.assert(
    fc.property(value, (any) => onlyProblems(stringify(any))),
    { numRuns: 300 },
  )
  t.pass('no other error was thrown')
})

t.test('so does a good topology with any piece of it cut out, doubled or put elsewhere', async (t) => {
  const text = vary('essentials')
  const position = fc.nat(text.length)
  const edit = fc.tuple(position, fc.nat(30), position, fc.boolean())
  fc.assert(
    fc.property(edit, ([from, length, to, keep]) => {
      const piece = text.slice(from, from + length)
      const rest = keep ? text : text.slice(0, from) + text.slice(from + length)
      onlyProblems(rest.slice(0, to) + piece + rest.slice(to))
    }),
    { numRuns: 50 },
  )
  t.pass('no other error was thrown')
})
