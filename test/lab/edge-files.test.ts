import { writeFile } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import t from 'tap'
import { filesOf } from '../../lab/edge-setup.ts'
import { readEdgeFile } from '../../topology/index.ts'

// A new field that names a file is to be added here.
const yaml = `listeners:
  - address: 127.0.0.1:0
    tls:
      certificates:
        - { pfx: a.pfx, passphraseFile: a.pass }
        - { cert: b.pem, key: b.key }
      clientCertificates: { ca: clients.pem }
farms:
  one: { servers: [127.0.0.1:80], tls: { ca: ca.pem }, affinity: { cookie: A, secretFile: secret } }
  two: { servers: [127.0.0.1:81], tls: { ca: ca.pem } }
rules: [{ path: /a, farm: one }, { farm: two }]
`

/** All absolute paths in a value, however deep. */
function pathsIn(value: unknown): string[] {
  if (typeof value === 'string') return isAbsolute(value) ? [value] : []
  if (value instanceof Map) return [...value.values()].flatMap(pathsIn)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(pathsIn) : []
}

t.test('every file that a plan names is among its files, once', async (t) => {
  const folder = t.testdir()
  await writeFile(join(folder, 'edge.yaml'), yaml)
  const plan = readEdgeFile(join(folder, 'edge.yaml'))
  const expected = ['a.pfx', 'a.pass', 'b.pem', 'b.key', 'ca.pem', 'clients.pem', 'secret']
    .map((name) => join(folder, name))
    .sort()
  t.same([...filesOf(plan)].sort(), expected)
  const named = pathsIn(plan).filter((path) => path.startsWith(folder))
  t.same([...new Set(named)].sort(), expected)
})
