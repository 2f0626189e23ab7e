import fc from 'fast-check'
import t from 'tap'
import { didYouMean, nearest } from '../../topology/nearest.ts'

const keys = ['hosts', 'name', 'domain', 'edges', 'users', 'moves']

t.test('the nearest name is found through a slip of the finger', async (t) => {
  for (const slip of ['hots', 'hostss', 'hsots', 'Hosts', 'gosts']) t.equal(nearest(slip, keys), 'hosts', slip)
  t.equal(nearest('domian', keys), 'domain')
  t.equal(didYouMean('edgs', keys), '; did you mean "edges"?')
})

t.test('nothing is proposed for a name that is far from all', async (t) => {
  for (const word of ['colour', 'x', '', 'certificates']) t.equal(nearest(word, keys), undefined, word)
  t.equal(didYouMean('colour', keys), '')
})

t.test('a known name is its own nearest, and long ones take no time', async (t) => {
  fc.assert(fc.property(fc.constantFrom(...keys), (key) => nearest(key, keys) === key))
  t.equal(nearest('x'.repeat(1_000_000), keys), undefined)
})
