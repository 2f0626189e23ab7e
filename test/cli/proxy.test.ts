import { writeFile } from 'node:fs/promises'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { bridgehead, noSignals } from '../helpers/bridgehead.ts'
import { ask, backend, edgeFile, startProxy } from './proxy-command.ts'

/** A server that answers with its name. */
const named = (test: Parameters<typeof backend>[0], name: string): Promise<number> =>
  backend(test, (_, response) => response.end(name))

const edge = (port: number) => `listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: ["127.0.0.1:${port}"] } }
rules:
  - { path: /PowerShell, deny: 403 }
  - { farm: cas }
`

t.test(
  'proxy serves, reloads at SIGHUP, keeps the old rules when the new file is bad, and drains at SIGTERM',
  async (t) => {
    const [one, two] = [await named(t, 'one'), await named(t, 'two')]
    const { file } = await edgeFile(t, edge(one))
    const { command, port } = await startProxy(t, [file])
    t.match(command.out(), `listening on 127.0.0.1:${port} (plain HTTP)\n`)
    t.match(await ask(port, '/owa/'), { status: 200, body: 'one' })
    t.equal((await ask(port, '/powershell/x')).status, 403)

    if (noSignals) return t.comment(noSignals)
    await writeFile(file, edge(two))
    command.child.kill('SIGHUP')
    await command.says(/^reloaded /m)
    t.match(await ask(port, '/owa/'), { status: 200, body: 'two' })

    await writeFile(file, 'listeners: []\n')
    command.child.kill('SIGHUP')
    await t.resolves(
      (async () => {
        while (!/not taken into use/.test(command.err()))
          await new Promise((resolve) => command.child.stderr?.once('data', resolve))
      })(),
    )
    t.match(await ask(port, '/owa/'), { status: 200, body: 'two' })

    const { code, out } = await command.end('SIGTERM')
    t.match(out, /draining/)
    t.equal(code, 0)
  },
)

t.test('a port in use, a missing certificate and a bad file each have their sentence and exit status 2', async (t) => {
  const taken = await named(t, 'taken')
  const { file } = await edgeFile(t, '')
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
  const asked = Promise.withResolvers<() => void>()
  const slow = await backend(t, (_, response) => asked.resolve(() => response.end('late')))
  const { file } = await edgeFile(t, edge(slow))
  const { command, port } = await startProxy(t, [file])
  const answer = ask(port, '/owa/')
  const release = await asked.promise
  command.child.kill('SIGTERM')
  await command.says(/^draining$/m)
  command.child.kill('SIGHUP')
  release()
  t.match(await answer, { status: 200, body: 'late' })
  t.equal((await command.end()).code, 0)
})

t.test('who reads only its first line does not end it', { skip: noSignals }, async (t) => {
  const [before, after] = [await named(t, 'before'), await named(t, 'after')]
  const { file } = await edgeFile(t, edge(before))
  const { command, port } = await startProxy(t, [file])
  command.child.stdout?.destroy()
  await writeFile(file, edge(after))
  // It says that it has reloaded, to nobody.
  command.child.kill('SIGHUP')
  await waitUntil(async () => (await ask(port, '/owa/')).body === 'after' || undefined, { what: 'the new rules' })
  t.match(await ask(port, '/owa/'), { status: 200, body: 'after' })
  t.equal((await command.end('SIGTERM')).code, 0)
})
