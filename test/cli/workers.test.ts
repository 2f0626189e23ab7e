// `workers: N` from outside: several processes behind one port, one of them killed, reloads, states, metrics, drain.

import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as tls from 'node:tls'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { createAuthority, createKeyStore, issue } from '../../certs/index.ts'
import { bridgehead, noSignals, startBridgehead } from '../helpers/bridgehead.ts'
import { ask, backend, edgeFile, startProxy } from './proxy-command.ts'

const one = await backend(t, (_, response) => response.end('one'))
const two = await backend(t, (_, response) => response.end('two'))
const yaml = (port: number, rest = '') => `workers: 2
admin: "127.0.0.1:0"
listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: ["127.0.0.1:${port}"] } }
rules: [{ farm: cas }]
${rest}`

/** The worker processes of a command. */
function workersOf(pid: number | undefined): number[] {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = all
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return rows.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []))
}

const skip = noSignals

t.test(
  'two workers share a port; one that is killed is replaced, and nothing is asked in vain',
  { skip },
  async (t) => {
    const { folder, file } = await edgeFile(t, yaml(one))
    const log = join(folder, 'access.log')
    const { command, port, admin } = await startProxy(t, [file, '--access-log', log])
    const before = workersOf(command.child.pid)
    t.equal(before.length, 2)
    t.equal((await ask(port, '/')).body, 'one')

    process.kill(before[0] ?? 0, 'SIGKILL')
    for (let count = 0; count < 20; count++) t.equal((await ask(port, '/')).body, 'one')
    const both = () => {
      const now = workersOf(command.child.pid)
      return now.length === 2 && !now.includes(before[0] ?? 0)
    }
    await waitUntil(both, { what: 'another worker', within: 15_000 })
    t.match(command.err(), /^bridgehead: Worker \d ended by SIGKILL, .* another takes its place\.$/m)

    await writeFile(file, yaml(two))
    command.child.kill('SIGHUP')
    await command.says(/^reloaded /m)
    for (let count = 0; count < 10; count++) t.equal((await ask(port, '/')).body, 'two')

    const server = `127.0.0.1:${two}`
    const put = await fetch(`${admin}/servers/cas/${server}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"state":"offline"}',
    })
    t.equal(put.status, 200)
    for (let count = 0; count < 10; count++) t.equal((await ask(port, '/')).status, 503)
    t.match(await (await fetch(`${admin}/servers`)).json(), { servers: [{ server, state: 'offline' }] })
    t.equal((await fetch(`${admin}/health`)).status, 503)

    const metrics = await waitUntil(
      async () => {
        const text = await (await fetch(`${admin}/metrics`)).text()
        const all = ['1', '2', 'primary'].every((worker) =>
          text.includes(`process_resident_memory_bytes{worker="${worker}"}`),
        )
        return all && text
      },
      { what: 'metrics of all processes', within: 15_000 },
    )
    t.match(metrics, /^bridgehead_requests_total\{.*code="503".*\} 10$/m)

    t.equal((await command.end('SIGTERM')).code, 0)
    // Those that the killed worker had answered may have died with it; all others have their line.
    const lines = (await readFile(log, 'utf8')).trim().split('\n')
    t.ok(lines.length >= 40, `${lines.length} lines`)
    for (const line of lines) t.ok(JSON.parse(line))
  },
)

t.test('a TLS session goes on with whichever worker takes the connection', { skip }, async (t) => {
  const authority = await createAuthority({ commonName: 'CA', keyStore: createKeyStore({ directory: t.testdir() }) })
  const pair = await issue(authority, { names: ['mail.test'], slot: 'any' })
  const { folder, file } = await edgeFile(t, '')
  await writeFile(join(folder, 'mail.pem'), pair.certificate)
  await writeFile(join(folder, 'mail.key'), pair.privateKey)
  const listener = '{ address: "127.0.0.1:0", tls: { certificates: [{ cert: mail.pem, key: mail.key }] } }'
  await writeFile(file, `workers: 2\nlisteners: [${listener}]\nrules: [{ deny: 403 }]\n`)
  const { command, port } = await startProxy(t, [file])
  const connect = (session?: Buffer) =>
    tls.connect({
      port,
      host: '127.0.0.1',
      servername: 'mail.test',
      ca: authority.certificate,
      ...(session && { session }),
    })
  const first = connect()
  const session = await new Promise<Buffer>((resolve) => first.once('session', resolve))
  first.destroy()
  for (let count = 0; count < 8; count++) {
    const again = connect(session)
    await new Promise<void>((resolve) => again.once('secureConnect', () => resolve()))
    t.ok(again.isSessionReused(), `connection ${count}`)
    again.destroy()
  }
  t.equal((await command.end('SIGTERM')).code, 0)
})

t.test('a worker that hangs, and then ends, spoils neither a state nor a reload', { skip }, async (t) => {
  const { file } = await edgeFile(t, yaml(one))
  const { command, port, admin } = await startProxy(t, [file])
  const statusOf = async () => (await ask(port, '/')).status
  /** Ends the first worker while it is being told something, which the other one has understood. */
  const during = async (tell: () => unknown, understood: () => Promise<boolean>): Promise<void> => {
    const [pid = 0] = workersOf(command.child.pid)
    process.kill(pid, 'SIGSTOP')
    tell()
    await waitUntil(understood, { what: 'the other worker to understand' })
    process.kill(pid, 'SIGKILL')
    await waitUntil(
      async () => {
        const metrics = await (await fetch(`${admin}/metrics`)).text()
        return ['1', '2'].every((worker) => metrics.includes(`process_resident_memory_bytes{worker="${worker}"}`))
      },
      { what: 'another worker', within: 15_000 },
    )
  }
  const all = async (status: number) => {
    for (let count = 0; count < 10; count++) t.equal(await statusOf(), status)
  }

  let put: Promise<Response> | undefined
  const offline = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"state":"offline"}' }
  await during(
    () => {
      put = fetch(`${admin}/servers/cas/127.0.0.1:${one}`, offline)
    },
    async () => (await statusOf()) === 503,
  )
  t.equal((await put)?.status, 200)
  await all(503)

  await writeFile(file, yaml(two))
  await during(
    () => command.child.kill('SIGHUP'),
    async () => (await statusOf()) === 200,
  )
  await command.says(/^reloaded /m)
  await all(200)
  t.notMatch(command.err(), /was not taken into use/)
  t.equal((await command.end('SIGTERM')).code, 0)
})

t.test('what is wrong is told once, and no process is left', async (t) => {
  const { file } = await edgeFile(t, yaml(one).replace('"127.0.0.1:0" }]', `"127.0.0.1:${one}" }]`))
  const { code, err } = await bridgehead(['proxy', file])
  t.equal(code, 2)
  t.match(err, /^bridgehead: .*\[BH_ERR_PORT_IN_USE\]\n$/)
})

t.test('the number of workers stays until the next start', { skip }, async (t) => {
  const { file } = await edgeFile(t, yaml(one))
  const { command, port } = await startProxy(t, [file])
  await writeFile(file, yaml(two).replace('workers: 2', 'workers: 3'))
  command.child.kill('SIGHUP')
  await waitUntil(() => /BH_ERR_EDGE_RELOAD_WORKERS/.test(command.err()), { what: 'it to refuse' })
  t.equal((await ask(port, '/')).body, 'one')
  t.equal((await command.end('SIGTERM')).code, 0)
})

t.test('a worker that ends before it is ready is told in a sentence', async (t) => {
  const { folder, file } = await edgeFile(t, yaml(one))
  const crash = join(folder, 'crash.mjs')
  await writeFile(crash, "if (process.argv[1]?.includes('worker')) process.exit(3)\n")
  const command = startBridgehead(['proxy', file], { env: { NODE_OPTIONS: `--import=${pathToFileURL(crash)}` } })
  t.teardown(() => command.child.kill('SIGKILL'))
  const { code, err } = await command.end()
  t.equal(code, 2)
  t.match(
    err,
    /^bridgehead: Worker 1 of the edge ended with status 3 before it was ready\. .*\[BH_ERR_WORKER_ENDED\]\n$/,
  )
})
