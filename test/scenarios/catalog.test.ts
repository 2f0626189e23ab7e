import { basename, dirname } from 'node:path'
import t from 'tap'
import { clientActions } from '../../clients/index.ts'
import { findScenarios } from '../../scenarios/find.ts'
import { readScenarios } from '../../scenarios/read.ts'

const files = findScenarios([])
const scenarios = readScenarios(files, clientActions)

t.test('every story of the catalog can be read, and bears the name of its file', async (t) => {
  t.ok(scenarios.length > files.length)
  for (const { name, place } of scenarios) t.equal(name, basename(place.file, '.yaml'))
  const names = files.map((file) => basename(file, '.yaml'))
  const folders = new Set(files.map((file) => basename(dirname(file))))
  t.equal(new Set(names).size, names.length, 'a name leads to one story')
  t.same(
    names.filter((name) => folders.has(name)),
    [],
    'and never to a folder',
  )
})

t.test('every story says in a sentence why it is told, and has tags', async (t) => {
  for (const { name, why, tags } of scenarios) {
    t.match(why, /^[A-Z].{60,}\.$/s, name)
    t.ok(tags.length > 0, name)
  }
})

t.test('no two variants of a story are the same', async (t) => {
  const keys = scenarios.map(({ name, variant }) => `${name} ${JSON.stringify(variant)}`)
  t.equal(new Set(keys).size, keys.length)
})
