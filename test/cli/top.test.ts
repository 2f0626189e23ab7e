import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Writable } from 'node:stream'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { topCommand } from '../../cli/commands/top.ts'
import { bridgehead, noSignals, startBridgehead } from '../helpers/bridgehead.ts'
import { ask, backend, edgeFile, startProxy } from './proxy-command.ts'

const yaml = (servers: string, admin: string) => `listeners: [{ address: "127.0.0.1:0" }]
farms: { cas: { servers: [${servers}], health: { path: /health, interval: 60s } } }
rules: [{ farm: cas }]
${admin}
`
const server = await backend(t, (_, response) => response.end('hello'))
const { file } = await edgeFile(t, yaml(`"127.0.0.1:${server}", "127.0.0.1:1"`, 'admin: "127.0.0.1:0"'))
const { port, admin } = await startProxy(t, [file])

/** The command in this process, which takes less time than one of its own. */
function top(args: readonly string[], screen: { isTTY?: boolean; columns?: number; rows?: number } = {}) {
  const stop = new AbortController()
  const texts = { out: '', err: '' }
  const into = (stream: keyof typeof texts): Writable =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        texts[stream] += chunk.toString()
        done()
      },
    })
  const style = (_: unknown, plain: string): string => plain
  let code: number | undefined
  const command = topCommand(
    { out: Object.assign(into('out'), screen), err: into('err'), signal: stop.signal, style },
    (given) => {
      code = given
    },
  )
  const run = command
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(args, { from: 'user' })
    .then(() => code)
  return { texts, run, stop: () => stop.abort() }
}

/** Requests without a pause, until stopped. */
function traffic(): () => Promise<void> {
  let going = true
  const work = (async () => {
    while (going) await ask(port, '/owa/')
  })()
  return () => {
    going = false
    return work
  }
}

t.test('--once measures for an interval: as text, and as JSON', async (t) => {
  const stop = traffic()
  const text = top([admin, '--once', '--every', '200ms'])
  const [code, json] = await Promise.all([
    text.run,
    bridgehead(['top', admin, '--once', '--every', '200ms', '--format', 'json']),
  ])
  await stop()
  t.equal(code, 0)
  t.match(text.texts.out, /^edge: ready, 1 of 2 servers up$/m)
  t.match(text.texts.out, new RegExp(`^cas +127\\.0\\.0\\.1:${server} +up +\\d+ +[1-9]`, 'm'))
  t.match(text.texts.out, /^cas +127\.0\.0\.1:1 +DOWN /m)
  t.notMatch(text.texts.out, /\x1b/, 'no escapes without a terminal')
  const seen = JSON.parse(json.out)
  t.match(seen, { edge: 'edge', ready: true, servers: [{ healthy: true }, { healthy: false, reason: String }] })
  t.ok(seen.servers[0].requestsPerSecond > 0)
  t.ok(seen.servers[0].p99Milliseconds > 0)
  t.ok(seen.total.requestsPerSecond > 0)
})

t.test('without a terminal it is a block each time, until it is ended', { skip: noSignals }, async (t) => {
  const command = startBridgehead(['top', admin.replace('http://', ''), '--every', '50ms'])
  t.teardown(() => command.child.kill('SIGKILL'))
  await command.says(/servers up\n[\s\S]*\n\nedge: ready[\s\S]*\n\nedge: ready/)
  const { code, err } = await command.end('SIGINT')
  t.equal(code, 0)
  t.equal(err, '')
})

t.test('in a terminal it draws on a screen of its own, and gives the old one back', async (t) => {
  const { texts, run, stop } = top([admin, '--every', '30ms'], { isTTY: true, columns: 60, rows: 10 })
  await waitUntil(() => texts.out.split('\x1b[H').length > 3, { what: 'three drawings' })
  stop()
  t.equal(await run, 0)
  const text = texts.out
  t.ok(text.startsWith('\x1b[?1049h\x1b[?25l\x1b[H'), 'the other screen, without a cursor')
  t.ok(text.endsWith('\x1b[?25h\x1b[?1049l'), 'back again')
  const drawn = text.split('\x1b[H').flatMap((frame) => frame.replace(/\x1b\[[?0-9]*[A-Za-z]/g, '').split('\n'))
  t.same(
    drawn.filter((line) => line.length > 60),
    [],
  )
})

t.test('a terminal that does not know its size gets all of it', async (t) => {
  const { texts, run, stop } = top([admin, '--every', '30ms'], { isTTY: true, columns: 0, rows: 0 })
  await waitUntil(() => /CONN[\s\S]*127\.0\.0\.1:1 /.test(texts.out), { what: 'the whole table' })
  stop()
  t.equal(await run, 0)
})

t.test('an edge that goes away is said, and looked for again', async (t) => {
  const answers: Readonly<Record<string, unknown>> = {
    '/': { edge: 'front' },
    '/health': { status: 'ready' },
    '/servers': { servers: [] },
    '/metrics.json': {},
  }
  let down = false
  const fake = createServer(({ url = '' }, response) => {
    if (down) response.destroy()
    else response.end(JSON.stringify(answers[url]))
  }).listen(0, '127.0.0.1')
  t.teardown(() => fake.close())
  await waitUntil(() => fake.listening, { what: 'the fake' })
  const url = `127.0.0.1:${(fake.address() as AddressInfo).port}`
  const { texts, run, stop } = top([url, '--every', '20ms'])
  await waitUntil(() => /^front: ready/m.test(texts.out), { what: 'a first block' })
  down = true
  await waitUntil(() => /BH_ERR_ADMIN_UNREACHABLE/.test(texts.err), { what: 'the message' })
  const length = texts.out.length
  down = false
  await waitUntil(() => texts.out.length > length, { what: 'another block' })
  stop()
  t.equal(await run, 0)
})

t.test('an endpoint that cannot be asked, or is none, each has its sentence', async (t) => {
  const without = await edgeFile(t, yaml('"127.0.0.1:1"', ''))
  const fixed = await edgeFile(t, yaml('"127.0.0.1:1"', 'admin: "127.0.0.1:1"'))
  const refused = (args: readonly string[], message: RegExp) => t.rejects(top(args).run, { message })
  const nobody = /Cannot ask the admin endpoint http:\/\/127\.0\.0\.1:1: nothing listens on that port\. See that/
  await refused([fixed.file], nobody)
  await refused([without.file], /edge\.yaml has no admin endpoint\. Add a line such as `admin: 127\.0\.0\.1:9901`/)
  await refused([file], /edge\.yaml has an admin endpoint without a fixed port/)
  await refused([`http://127.0.0.1:${server}`], /what answers there is no admin endpoint/)
  await refused(['--format', 'json'], /--format json goes with --once/)
  await refused(['--every', 'often'], /Give a duration such as 500ms/)
})
