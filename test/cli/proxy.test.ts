import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { bridgehead, noSignals, startBridgehead } from '../helpers/bridgehead.ts'

async function backend(test: { teardown(undo: () => void): void }, name: string): Promise<number> {
  const server: Server = createServer((_, response) => response.end(name))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  test.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

function ask(port: number, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, path, host: '127.0.0.1', headers: { host: 'mail.contoso.com' } }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      answer.once('end', () => resolve({ status: answer.statusCode, body }))
    })
      .once('error', reject)
      .end()
  })
}

const edge = (port: number) => `listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: ["127.0.0.1:${port}"] } }
rules:
  - { path: /PowerShell, deny: 403 }
  - { farm: cas }
`

t.test(
  'proxy serves, reloads at SIGHUP, keeps the old rules when the new file is bad, and drains at SIGTERM',
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
    t.teardown(() => rm(folder, { recursive: true, force: true }))
    const [one, two] = [await backend(t, 'one'), await backend(t, 'two')]
    const file = join(folder, 'edge.yaml')
    await writeFile(file, edge(one))
    const command = startBridgehead(['proxy', file])
    t.teardown(() => command.child.kill('SIGKILL'))
    await command.says(/^ready$/m)
    const port = Number(/^listening on 127\.0\.0\.1:(\d+) \(plain HTTP\)$/m.exec(command.out())?.[1])
    t.same(await ask(port, '/owa/'), { status: 200, body: 'one' })
    t.equal((await ask(port, '/powershell/x')).status, 403)

    if (noSignals) return t.comment(noSignals)
    await writeFile(file, edge(two))
    command.child.kill('SIGHUP')
    await command.says(/^reloaded /m)
    t.same(await ask(port, '/owa/'), { status: 200, body: 'two' })

    await writeFile(file, 'listeners: []\n')
    command.child.kill('SIGHUP')
    await t.resolves(
      (async () => {
        while (!/not taken into use/.test(command.err()))
          await new Promise((resolve) => command.child.stderr?.once('data', resolve))
      })(),
    )
    t.same(await ask(port, '/owa/'), { status: 200, body: 'two' })

    const { code, out } = await command.end('SIGTERM')
    t.match(out, /draining/)
    t.equal(code, 0)
  },
)

t.test('a port in use, a missing certificate and a bad file each have their sentence and exit status 2', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const taken = await backend(t, 'taken')
  const file = join(folder, 'edge.yaml')
  const run = async (text: string) => {
    await writeFile(file, text)
    return bridgehead(['proxy', file])
  }
  const inUse = await run(edge(taken).replace('127.0.0.1:0', `127.0.0.1:${taken}`))
  t.match(inUse.err, /BH_ERR_PORT_IN_USE/)
  t.equal(inUse.code, 2)
  const missing = await run(
    edge(taken).replace('127.0.0.1:0"', '127.0.0.1:0", tls: { certificates: [{ cert: no.pem, key: no.key }] }'),
  )
  t.match(missing.err, /no\.pem/)
  t.equal(missing.code, 2)
  const bad = await run(edge(taken).replace('farm: cas }', 'farm: csa }'))
  t.match(bad.err, /edge\.yaml:5:\d+: .*csa.*cas/)
  t.equal(bad.code, 2)
})

t.test('a hang-up while it drains cuts nothing off', { skip: noSignals }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const asked = Promise.withResolvers<() => void>()
  const slow = createServer((_, response) => asked.resolve(() => response.end('late'))).listen(0, '127.0.0.1')
  t.teardown(() => slow.close())
  await once(slow, 'listening')
  const file = join(folder, 'edge.yaml')
  await writeFile(file, edge((slow.address() as AddressInfo).port))
  const command = startBridgehead(['proxy', file])
  t.teardown(() => command.child.kill('SIGKILL'))
  await command.says(/^ready$/m)
  const answer = ask(Number(/127\.0\.0\.1:(\d+)/.exec(command.out())?.[1]), '/owa/')
  const release = await asked.promise
  command.child.kill('SIGTERM')
  await command.says(/^draining$/m)
  command.child.kill('SIGHUP')
  release()
  t.same(await answer, { status: 200, body: 'late' })
  t.equal((await command.end()).code, 0)
})

t.test('who reads only its first line does not end it', { skip: noSignals }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const [before, after] = [await backend(t, 'before'), await backend(t, 'after')]
  const file = join(folder, 'edge.yaml')
  await writeFile(file, edge(before))
  const command = startBridgehead(['proxy', file])
  t.teardown(() => command.child.kill('SIGKILL'))
  await command.says(/^ready$/m)
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(command.out())?.[1])
  command.child.stdout?.destroy()
  await writeFile(file, edge(after))
  // It says that it has reloaded, to nobody.
  command.child.kill('SIGHUP')
  await waitUntil(async () => (await ask(port, '/owa/')).body === 'after' || undefined, { what: 'the new rules' })
  t.same(await ask(port, '/owa/'), { status: 200, body: 'after' })
  t.equal((await command.end('SIGTERM')).code, 0)
})
