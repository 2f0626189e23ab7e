import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { bridgehead, noSignals } from '../helpers/bridgehead.ts'
import { ask as askWith, backend, edgeFile, startProxy } from './proxy-command.ts'

/** An edge file before a server that answers `hello`. */
async function place(test: Parameters<typeof backend>[0]): ReturnType<typeof edgeFile> {
  const port = await backend(test, (_, response) => response.end('hello'))
  return edgeFile(
    test,
    `listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: ["127.0.0.1:${port}"] } }
rules:
  - { path: /PowerShell, deny: 403 }
  - { farm: cas }
`,
  )
}

/** Sends a request with a secret; gives the status. */
async function ask(port: number, path: string): Promise<number | undefined> {
  const headers = { host: 'mail.contoso.com', authorization: 'Basic c2VjcmV0', 'client-request-id': 'id-1' }
  return (await askWith(port, path, headers)).status
}

const linesOf = async (file: string): Promise<string[]> =>
  existsSync(file) ? (await readFile(file, 'utf8')).split('\n').slice(0, -1) : []

const until = (file: string, count: number): Promise<string[]> =>
  waitUntil(
    async () => {
      const lines = await linesOf(file)
      return lines.length >= count ? lines : undefined
    },
    { what: `${count} lines in ${file}`, within: 10_000 },
  )

t.test(
  'every request is a line; SIGHUP begins a new file; all is written at SIGTERM',
  { skip: noSignals },
  async (t) => {
    const { folder, file } = await place(t)
    const log = join(folder, 'access.log')
    const { command, port } = await startProxy(t, [file, '--access-log', log])
    t.equal(await ask(port, '/owa/?password=hidden'), 200)
    t.equal(await ask(port, '/powershell'), 403)
    const [served, denied] = (await until(log, 2)).map((line) => JSON.parse(line))
    t.match(served, {
      client: '127.0.0.1',
      method: 'GET',
      host: 'mail.contoso.com',
      path: '/owa/?password=***',
      status: 200,
      responseBytes: 5,
      farm: 'cas',
      mode: 'offload',
      cause: null,
      requestId: 'id-1',
    })
    t.match(denied, { status: 403, mode: 'local', cause: 'denied', farm: null })
    t.notMatch(await readFile(log, 'utf8'), /hidden|c2VjcmV0/)

    await rename(log, `${log}.1`)
    command.child.kill('SIGHUP')
    await until(log, 0)
    await waitUntil(() => existsSync(log) || undefined, { what: 'a new file' })
    await Promise.all(Array.from({ length: 200 }, (_, index) => ask(port, `/ews/${index}`)))
    const { code, err } = await command.end('SIGTERM')
    t.equal(code, 0)
    t.equal(err, '')
    t.equal((await linesOf(`${log}.1`)).length, 2)
    const paths = (await linesOf(log)).map((line) => JSON.parse(line).path).sort()
    t.same(paths, Array.from({ length: 200 }, (_, index) => `/ews/${index}`).sort())
  },
)

t.test('w3c: a head for every file, not for every reload', { skip: noSignals }, async (t) => {
  const { folder, file } = await place(t)
  const log = join(folder, 'u_ex.log')
  const { command, port } = await startProxy(t, [file, '--access-log', log, '--log-format', 'w3c'])
  await ask(port, '/owa/?a=b')
  const lines = await until(log, 5)
  t.match(lines[3], /^#Fields: date time s-ip s-port /)
  t.match(
    lines[4],
    new RegExp(
      `^\\S+ \\S+ 127\\.0\\.0\\.1 ${port} GET /owa/ a=b 127\\.0\\.0\\.1 HTTP/1\\.1 - - mail\\.contoso\\.com 200 0 0 5 0 \\d+$`,
    ),
  )
  command.child.kill('SIGHUP')
  await command.says(/^reloaded /m)
  await ask(port, '/ecp/')
  await command.end('SIGTERM')
  t.equal((await linesOf(log)).length, 6)
})

t.test('- is standard output', async (t) => {
  const { file } = await place(t)
  const { command, port } = await startProxy(t, [file, '--access-log', '-'])
  await ask(port, '/owa/')
  const [line] = await command.says(/^\{.*\}$/m)
  t.match(JSON.parse(line), { path: '/owa/', status: 200 })
  await command.end('SIGTERM')
})

t.test('a log that cannot be written ends the command before anything listens', async (t) => {
  const { folder, file } = await place(t)
  const { code, err, out } = await bridgehead(['proxy', file, '--access-log', join(folder, 'no', 'access.log')])
  t.equal(code, 2)
  t.match(err, /Cannot write .*access\.log: its folder does not exist.*\[BH_ERR_WRITE\]/)
  t.equal(out, '')
  const unknown = await bridgehead(['proxy', file, '--access-log', '-', '--log-format', 'ncsa'])
  t.equal(unknown.code, 2)
  t.match(unknown.err, /json, w3c/)
})

t.test('a disk that fills later is one line on standard error', { skip: !existsSync('/dev/full') }, async (t) => {
  const { file } = await place(t)
  const { command, port } = await startProxy(t, [file, '--access-log', '/dev/full'])
  for (const path of ['/1', '/2', '/3']) t.equal(await ask(port, path), 200)
  await waitUntil(() => /disk is full/.test(command.err()) || undefined, { what: 'the message' })
  const { code, err } = await command.end('SIGTERM')
  t.equal(code, 0)
  t.equal(err.match(/disk is full/g)?.length, 1)
  t.match(err, /3 lines of the access log \/dev\/full are lost/)
})

t.test('- whose reader stops reading holds up neither requests nor the end', { skip: noSignals }, async (t) => {
  const { file } = await place(t)
  const { command, port } = await startProxy(t, [file, '--access-log', '-'])
  command.child.stdout?.removeAllListeners('data').pause()
  // More than the pipe and this end of it hold.
  const path = `/${'x'.repeat(7_000)}`
  for (let round = 0; round < 6; round++) {
    t.same(new Set(await Promise.all(Array.from({ length: 10 }, () => ask(port, path)))), new Set([200]))
  }
  command.child.kill('SIGTERM')
  const code = await new Promise((resolve) => command.child.once('exit', resolve))
  t.equal(code, 0)
  t.match(command.err(), /Cannot write standard output: nobody reads it/)
  await waitUntil(() => /\d+ lines of the access log standard output are lost/.test(command.err()), {
    what: 'the loss',
  })
})

t.test('a format without a log is a usage error, and so is a drain time that is no number', async (t) => {
  const { file } = await place(t)
  const format = await bridgehead(['proxy', file, '--log-format', 'w3c'])
  t.match(format.err, /--log-format goes with --access-log/)
  t.equal(format.code, 2)
  const drain = await bridgehead(['proxy', file, '--drain', '5s'])
  t.match(drain.err, /Give a whole number of seconds; 0 cuts off at once\./)
  t.equal(drain.code, 2)
})
