import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { bridgehead, commandLine } from '../helpers/bridgehead.ts'

const offloadedButRequired = `domain: contoso.com
hosts:
  lb: { role: edge, intranet: 192.168.16.2 }
  cas1: { role: exchange, intranet: 192.168.16.11 }
certificates:
  mail: { names: [mail.contoso.com] }
edges:
  lb:
    host: lb
    listeners: [{ address: "192.168.16.2:443", tls: { certificates: [mail] } }]
    farms: { cas: { servers: [cas1] } }
    rules: [{ host: mail.contoso.com, farm: cas }]
`

async function folder(test: { teardown(undo: () => Promise<void>): void }): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  test.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

t.test('the built-in topologies have nothing wrong', async (t) => {
  const { code, out, err } = await commandLine([
    'check',
    'ssl-offload',
    'ssl-bridging',
    'ssl-passthrough',
    'essentials',
  ])
  t.equal(err, '')
  t.notMatch(out, /: error /)
  t.equal(code, 0)
})

t.test('an error has file:line:column, a reason and a way out, and exit status 1', async (t) => {
  const cwd = await folder(t)
  await writeFile(join(cwd, 'first.yaml'), offloadedButRequired)
  const { code, out } = await bridgehead(['check', 'first.yaml'], cwd)
  t.match(out, /^first\.yaml:\d+:\d+: error .*\[BH-/m)
  t.match(out, /^ {4}way out: /m)
  t.equal(code, 1)
})

t.test('the same as JSON', async (t) => {
  const cwd = await folder(t)
  await writeFile(join(cwd, 'first.yaml'), offloadedButRequired)
  const { out } = await bridgehead(['check', 'first.yaml', '--format', 'json'], cwd)
  const [file] = JSON.parse(out)
  t.match(file, { findings: [{ rule: /^BH-/, severity: 'error', place: { file: 'first.yaml' } }] })
})

t.test('a misspelt key is told with its place and the nearest valid key, exit status 2', async (t) => {
  const cwd = await folder(t)
  await writeFile(join(cwd, 'bad.yaml'), offloadedButRequired.replace('certificates:', 'certficates:'))
  const { code, err } = await bridgehead(['check', 'bad.yaml'], cwd)
  t.match(err, /bad\.yaml:5:1: .*certficates.*certificates/)
  t.equal(code, 2)
})

t.test('a file that is not there is told with its name, exit status 2', async (t) => {
  const { code, err } = await commandLine(['check', './nowhere.yaml'])
  t.match(err, /nowhere\.yaml/)
  t.equal(code, 2)
})

t.test('a misspelt built-in name is told with the nearest', async (t) => {
  const { code, err } = await commandLine(['check', 'ssl-ofload'])
  t.match(err, /ssl-offload/)
  t.equal(code, 2)
})
