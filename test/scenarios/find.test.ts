import { mkdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { findScenarios } from '../../scenarios/find.ts'
import { scenarioFolder } from './scenario-file.ts'

const folder = scenarioFolder(t)
mkdirSync(join(folder.path, 'deep'))
const one = folder.write('one.yaml', '')
const two = folder.write(join('deep', 'two.yml'), '')
folder.write('notes.txt', '')

t.test('a file is itself, a folder all scenario files below it, each once', async (t) => {
  t.same(findScenarios([one]), [one])
  t.same(findScenarios([folder.path, one]), [two, one])
})

t.test('nothing named is the whole catalog; a name or a folder of it is a part', async (t) => {
  const all = findScenarios([])
  t.ok(all.length > 10)
  const [first = ''] = all
  t.same(findScenarios([basename(first, '.yaml')]), [first])
  const part = findScenarios(['offload'])
  t.ok(part.length > 0 && part.length < all.length)
  t.match(findScenarios(['clients'])[0], /catalog.clients/, 'not the folder of that name in the working directory')
  t.throws(() => findScenarios(['./clients']), { code: 'BH_ERR_NO_SCENARIOS' }, 'which needs a slash')
})

t.test('what is nothing of these is refused, with the nearest name', async (t) => {
  t.throws(() => findScenarios(['ofload']), {
    code: 'BH_ERR_NO_SUCH_SCENARIO',
    message: /ofload.*did you mean "offload"\?/,
  })
  const empty = join(folder.path, 'empty')
  mkdirSync(empty)
  t.throws(() => findScenarios([empty]), { code: 'BH_ERR_NO_SCENARIOS' })
})
