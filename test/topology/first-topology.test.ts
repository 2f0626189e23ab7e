import { readFileSync } from 'node:fs'
import t from 'tap'
import { checkTopology } from '../../topology/findings/index.ts'
import { generatedFiles } from '../../topology/generate.ts'
import { loadPlanText } from '../../topology/plan.ts'

/** The first YAML of a page that is a topology. */
function topologyIn(page: string): string {
  const [, text = ''] = /^```yaml\n(?:#.*\n)*(domain:[\s\S]*?)^```$/m.exec(page.replaceAll('\r\n', '\n')) ?? []
  return text
}

const example = topologyIn(generatedFiles().get('docs/topology.md') ?? '')

t.test(
  'the example of docs/topology.md is valid, and only the offloading that it shows is still to be prepared',
  async (t) => {
    const loaded = loadPlanText(example, { file: 'first.yaml' })
    t.match(loaded.plan, { name: 'first', domain: 'contoso.com', edges: [{ name: 'lb' }], users: [{ user: 'alice' }] })
    const errors = checkTopology(loaded).filter(({ severity }) => severity === 'error')
    t.same([...new Set(errors.map(({ rule }) => rule))], ['BH-SSL-REQUIRED'])
  },
)

t.test('README.md shows the same', async (t) => {
  t.equal(topologyIn(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')), example)
})
