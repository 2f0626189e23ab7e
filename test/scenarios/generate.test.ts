import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import * as z from 'zod'
import { clientActions } from '../../clients/index.ts'
import { findScenarios } from '../../scenarios/find.ts'
import { generatedFiles } from '../../scenarios/generate.ts'
import { readScenarios } from '../../scenarios/read.ts'
import { stepKinds } from '../../scenarios/steps/index.ts'
import { scenarioFolder } from './scenario-file.ts'

const files = generatedFiles()

t.test('the schema for editors accepts the whole catalog, with its variables', async (t) => {
  const schema = z.fromJSONSchema(JSON.parse(files.get('schemas/scenario.schema.json') ?? ''))
  for (const file of findScenarios([])) {
    const { error } = schema.safeParse(parse(readFileSync(file, 'utf8')))
    t.equal(error && z.prettifyError(error), undefined, file)
  }
  t.notOk(schema.safeParse({ why: 'x', topology: 'y', steps: [{ reqest: {} }] }).success)
  t.notOk(schema.safeParse({ why: 'x', topology: 'y', steps: [{ configure: { host: 'a', vdir: 'oma' } }] }).success)
})

t.test('the example of every kind of step is one that can be read', async (t) => {
  const folder = scenarioFolder(t)
  for (const { name, example } of stepKinds) {
    const before = {
      finish: '- start: { do: activesync.ping, as: alice, with: { url: https://mail.contoso.com } }\n  id: ping\n',
      mend: '- fault: { kind: unreachable, host: cas1 }\n  id: broken\n',
    }[name]
    const steps = `${before ?? ''}${example}`.replace(/^/gm, '  ')
    const file = folder.write(`${name}.yaml`, `why: an example\ntopology: ssl-bridging\nsteps:\n${steps}\n`)
    t.equal(readScenarios([file], clientActions).length, 1, name)
  }
})
