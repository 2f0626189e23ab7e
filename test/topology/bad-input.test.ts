// Every kind of bad file in test/fixtures has the exact message that its author gets beside it.

import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { loadPlanText, planEdge } from '../../topology/plan.ts'
import { FileProblems } from '../../topology/problems.ts'
import { readEdge } from '../../topology/read.ts'

const kinds: Readonly<Record<string, (text: string, file: string) => unknown>> = {
  topologies: (text, file) => loadPlanText(text, { file }),
  edges: (text, file) => {
    const { edge, locate } = readEdge(text, { file })
    return planEdge(edge, locate, file)
  },
}

for (const [kind, read] of Object.entries(kinds)) {
  const folder = new URL(`../fixtures/${kind}/`, import.meta.url)
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
    t.test(`${kind}/${file} is refused with all that is wrong with it`, async (t) => {
      const content = (name: string): string => readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n')
      try {
        read(content(file), file)
        t.fail('it was accepted')
      } catch (error) {
        if (!(error instanceof FileProblems)) throw error
        t.equal(`${error.message}\n`, content(file.replace(/\.yaml$/, '.err')))
        t.match(error, { code: 'BH_ERR_FILE_INVALID', exitCode: 2 })
      }
    })
  }
}
