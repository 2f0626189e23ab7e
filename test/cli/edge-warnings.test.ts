import { writeFileSync } from 'node:fs'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import { startWarnings } from '../../cli/edge/warnings.ts'
import { noSignals, startBridgehead } from '../helpers/bridgehead.ts'

const keyStore = createKeyStore({ directory: t.testdir() })
const authority = await createAuthority({ commonName: 'Test CA', keyStore })
const day = 86_400_000
const certificate = (name: string, days: number) =>
  issue(authority, {
    names: [name],
    slot: 'any',
    validFrom: new Date(Date.now() - 90 * day),
    validTo: new Date(Date.now() + days * day),
  })
const soon = await certificate('mail.test', 10)
const over = await certificate('mail.test', -1)

t.test('proxy warns at start and at reload, one line each, and runs all the same', async (t) => {
  const folder = t.testdir({
    'mail.pem': soon.certificate,
    'mail.key': soon.privateKey,
    'edge.yaml':
      'listeners: [{ address: "127.0.0.1:0", tls: { certificates: [{ cert: mail.pem, key: mail.key }] } }]\nrules: [{ host: mail.test, deny: 403 }]\n',
  })
  const command = startBridgehead(['proxy', `${folder}/edge.yaml`])
  t.teardown(() => command.child.kill('SIGKILL'))
  await command.says(/^ready$/m)
  const says = (pattern: RegExp) => waitUntil(() => pattern.test(command.err()), { what: `it to say ${pattern}` })
  await says(/^bridgehead: warning: certificate mail\.pem expires in \d+ days, on .* \[BH-CERTIFICATE-EXPIRES\]$/m)
  if (noSignals) return t.comment(noSignals)
  writeFileSync(`${folder}/mail.pem`, over.certificate)
  writeFileSync(`${folder}/mail.key`, over.privateKey)
  command.child.kill('SIGHUP')
  await says(
    /^bridgehead: warning: clients refuse certificate mail\.pem: it has expired .* \[BH-CERTIFICATE-REFUSED\]$/m,
  )
  t.equal((await command.end('SIGTERM')).code, 0)
})

t.test('it says so again as time goes by, until it is disposed of', async (t) => {
  const lines: string[] = []
  const err = { write: (text: string) => lines.push(text) }
  const told = () => [{ code: 'BH-CERTIFICATE-EXPIRES', sentence: 'certificate x expires' }] as const
  const warnings = startWarnings(told, { err }, 5)
  await waitUntil(() => lines.length > 1, { what: 'a second line' })
  warnings[Symbol.dispose]()
  t.equal(lines[0], 'bridgehead: warning: certificate x expires [BH-CERTIFICATE-EXPIRES]\n')
})
