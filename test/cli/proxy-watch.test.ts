// `bridgehead proxy --watch`: files that change in the ways of editors, deployments and Kubernetes.

import { appendFile, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tls from 'node:tls'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { testAuthority } from '../proxy/edge-certificates.ts'
import { ask, backend, edgeFile, folderFor, startProxy } from './proxy-command.ts'

// They wait most of the time.
t.jobs = 3

const servers = Object.fromEntries(
  await Promise.all(
    ['one', 'two', 'three', 'four'].map(async (name) => [name, await backend(t, (_, response) => response.end(name))]),
  ),
)
const yaml = (name: string) => `listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: ["127.0.0.1:${servers[name]}"] } }
rules: [{ farm: cas }]
`

const served = (port: number, name: string) =>
  waitUntil(async () => (await ask(port, '/')).body === name, { what: `${name} to serve`, within: 10_000 })

t.test('written in place, renamed over, broken and repaired', async (t) => {
  const { folder, file } = await edgeFile(t, yaml('one'))
  const { command, port } = await startProxy(t, [file, '--watch'])
  await served(port, 'one')
  await writeFile(file, yaml('two'))
  await served(port, 'two')

  await writeFile(join(folder, 'edge.yaml.new'), yaml('three'))
  await rename(join(folder, 'edge.yaml.new'), file)
  await served(port, 'three')

  await writeFile(file, 'listeners: []\n')
  await waitUntil(() => /not taken into use.*edge\.yaml/s.test(command.err()), { what: 'the reason', within: 10_000 })
  await served(port, 'three')

  // A log beside it that never rests must not keep the change from being seen.
  let writing = true
  const busy = (async () => {
    while (writing) {
      await appendFile(join(folder, 'access.log'), 'a line\n')
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  await writeFile(file, yaml('four'))
  await served(port, 'four')
  writing = false
  await busy
  t.equal(command.err().match(/not taken into use/g)?.length, 1, 'a bad file is said once')
  t.equal((await command.end('SIGTERM')).code, 0)
})

t.test('a swapped symbolic link, and a certificate behind it', { skip: process.platform === 'win32' }, async (t) => {
  const authority = await testAuthority(t.testdir())
  const folder = await folderFor(t)
  // As Kubernetes mounts a secret: tls.crt -> ..data/tls.crt, ..data -> ..1
  const put = async (version: string, name: string) => {
    const pair = await authority.issue([name])
    await mkdir(join(folder, version))
    await writeFile(join(folder, version, 'tls.crt'), pair.certificate)
    await writeFile(join(folder, version, 'tls.key'), pair.privateKey)
    await symlink(version, join(folder, '..data_tmp'))
    await rename(join(folder, '..data_tmp'), join(folder, '..data'))
  }
  await put('..1', 'one.test')
  for (const name of ['tls.crt', 'tls.key']) await symlink(join('..data', name), join(folder, name))
  const certificates = `[{ cert: ${join(folder, 'tls.crt')}, key: ${join(folder, 'tls.key')} }]`
  const { file } = await edgeFile(
    t,
    `listeners: [{ address: "127.0.0.1:0", tls: { certificates: ${certificates} } }]\nrules: [{ deny: 403 }]\n`,
  )
  const { command, port } = await startProxy(t, [file, '--watch'])
  const name = (): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      // The certificate is what is looked at: its name changes, and is never that of the address.
      const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerX509Certificate()?.subjectAltName)
        socket.destroy()
      })
      socket.once('error', reject)
    })
  const shown = (wanted: string) =>
    waitUntil(async () => (await name()) === `DNS:${wanted}`, { what: `the certificate of ${wanted}`, within: 10_000 })
  await shown('one.test')
  await put('..2', 'two.test')
  await shown('two.test')
  await rm(join(folder, '..1'), { recursive: true })
  await put('..3', 'three.test')
  await shown('three.test')

  const pair = await authority.issue(['four.test'])
  await writeFile(join(folder, '..3', 'tls.crt'), 'half a certif')
  await waitUntil(() => /not taken into use.*tls\.crt/.test(command.err()), { what: 'the reason', within: 10_000 })
  await shown('three.test')
  await writeFile(join(folder, '..3', 'tls.crt'), pair.certificate)
  await writeFile(join(folder, '..3', 'tls.key'), pair.privateKey)
  await shown('four.test')
  t.equal((await command.end('SIGTERM')).code, 0)
})

t.test('without --watch nothing is reloaded unasked', async (t) => {
  const { file } = await edgeFile(t, yaml('one'))
  const { command, port } = await startProxy(t, [file])
  await writeFile(file, yaml('two'))
  await served(port, 'one')
  t.notMatch(command.out(), /reloaded/)
})
