import { readFileSync } from 'node:fs'
import t from 'tap'
import { generatedFiles } from '../../topology/generate.ts'

for (const [path, text] of generatedFiles()) {
  t.test(`${path} is what \`npm run generate\` would write`, async (t) => {
    const onDisk = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n')
    t.equal(onDisk, text)
  })
}

t.test('the reference names every key and every rule', async (t) => {
  const files = generatedFiles()
  for (const key of ['domain', 'hairpin', 'mrsProxyEnabled', 'servername', 'negativeTtl', 'passphraseFile']) {
    t.match(files.get('docs/topology.md'), `| \`${key}\` `)
  }
  t.match(files.get('docs/check-rules.md'), /## BH-SSL-REQUIRED\n\n.*\(error\)/)
})
