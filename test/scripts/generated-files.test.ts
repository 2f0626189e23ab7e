import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { generatedFiles } from '../../scripts/generated-files.ts'

t.test('what is generated is up to date (npm run generate)', async (t) => {
  for (const [file, text] of generatedFiles()) {
    const onDisk = readFileSync(join(import.meta.dirname, '..', '..', file), 'utf8').replaceAll('\r\n', '\n')
    t.equal(onDisk === text, true, `${file} equals what the sources say`)
  }
})
