import { join } from 'node:path'
import t from 'tap'
import { checkTopology } from '../../topology/findings/index.ts'
import { builtInTopologies, loadPlan, loadTopology, resolveTopology } from '../../topology/index.ts'

t.test('every built-in topology can be started from its name', async (t) => {
  for (const name of builtInTopologies()) t.equal(loadTopology(name).name, name)
})

t.test('nothing is found wrong with those that stand for the documents', async (t) => {
  for (const name of ['essentials', 'ssl-bridging', 'ssl-bridging-one-certificate', 'ssl-offload', 'ssl-passthrough']) {
    t.strictSame(checkTopology(loadPlan(resolveTopology(name))), [], name)
  }
})

t.test('a path is a file, whatever its name', async (t) => {
  for (const path of ['./ssl-offload', 'ssl-offload.yaml', join('labs', 'essentials'), 'C:\\labs\\mine.yml']) {
    t.equal(resolveTopology(path), path)
  }
  t.equal(resolveTopology('package.json'), 'package.json')
})

t.test('an unknown name is told with the nearest and all built-in ones', async (t) => {
  t.throws(() => resolveTopology('ssl-ofload'), {
    code: 'BH_ERR_NO_SUCH_TOPOLOGY',
    message:
      /^There is no topology "ssl-ofload"; did you mean "ssl-offload"\? Name a YAML file, or .*essentials, .*ssl-bridging/,
  })
  t.throws(() => resolveTopology('nothing'), { message: /^There is no topology "nothing"\. Name/ })
})
