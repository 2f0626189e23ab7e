import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { bridgehead } from '../../helpers/bridgehead.ts'
import { backend, edgeFile } from '../proxy-command.ts'

// A port that something has: it may be the edge that runs.
const taken = await backend(t, (_, response) => response.end())
const yaml = (farm: string) =>
  `listeners: [{ address: "127.0.0.1:${taken}" }]\nfarms: { cas: ${farm} }\nrules: [{ farm: cas }]\nworkers: 2\n`

t.test('proxy --check: a file that can be used, whoever has its ports and whether its servers run', async (t) => {
  const { file } = await edgeFile(t, yaml('{ servers: ["127.0.0.1:1"], health: { path: / } }'))
  const { code, out, err } = await bridgehead(['proxy', file, '--check'])
  t.equal(out, `${file} can be used\n`)
  t.equal(err, '')
  t.equal(code, 0)
})

t.test('proxy --check: what is wrong with the file, or with what it names', async (t) => {
  const { file, folder } = await edgeFile(t, yaml('{ servers: ["127.0.0.1:1"], balence: x }'))
  const unknown = await bridgehead(['proxy', file, '--check'])
  t.match(unknown.err, /unknown key "balence"; did you mean "balance"\?/)
  t.equal(unknown.code, 2)
  await writeFile(file, yaml('{ servers: ["127.0.0.1:1"], tls: { ca: ca.pem } }'))
  await writeFile(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  const authority = await bridgehead(['proxy', file, '--check'])
  t.match(authority.err, /^bridgehead: .*ca\.pem|farm cas/)
  t.equal(authority.out, '')
  t.equal(authority.code, 2)
})
