import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { loadEdgeSetup } from '../../lab/edge-setup.ts'
import { readEdgeFile } from '../../topology/index.ts'

const folder = t.testdir()
const load = async (affinity: string) => {
  const file = join(folder, 'edge.yaml')
  const farms = `farms: { cas: { servers: [127.0.0.1:1], affinity: ${affinity} } }`
  writeFileSync(file, `listeners: [{ address: 127.0.0.1:0 }]\n${farms}\nrules: [{ farm: cas }]\n`)
  return [...(await loadEdgeSetup(readEdgeFile(file), {})).affinitySecrets]
}

t.test('the secret of an affinity cookie is the first line of its file, or stands in the edge file', async (t) => {
  writeFileSync(join(folder, 'affinity.key'), '\ufeffa secret of the edges\r\nanother line\r\n')
  t.same(await load('{ cookie: A, secretFile: affinity.key }'), [['cas', 'a secret of the edges']])
  t.same(await load('{ cookie: A, secret: in clear but long enough }'), [['cas', 'in clear but long enough']])
  t.same(await load('{ cookie: A }'), [])
})

t.test('a file that is missing or holds too little is told, without what it holds', async (t) => {
  await t.rejects(load('{ cookie: A, secretFile: none.key }'), { code: 'BH_ERR_CERT_FILE', message: /none\.key/ })
  for (const text of ['', 'hidden\n', '\na secret in the second line\n']) {
    writeFileSync(join(folder, 'short.key'), text)
    const error = await load('{ cookie: A, secretFile: short.key }').catch((reason: unknown) => reason)
    t.match(error, { code: 'BH_ERR_AFFINITY_SECRET', exitCode: 2, message: /farm cas .*short\.key .* at least 16/ })
    t.notMatch(String(error), /hidden|second/)
  }
})
