import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { forwardLines } from '../../cli/edge/workers/forward-lines.ts'
import { noSignals } from '../helpers/bridgehead.ts'
import { ask, backend, edgeFile, startProxy } from './proxy-command.ts'

t.test('the access log of several workers on standard output has whole lines', { skip: noSignals }, async (t) => {
  const port = await backend(t, (_, response) => response.end('ok'))
  const farms = `farms: { cas: { servers: ["127.0.0.1:${port}"] } }`
  const { file } = await edgeFile(
    t,
    `workers: 2\nlisteners: [{ address: "127.0.0.1:0" }]\n${farms}\nrules: [{ farm: cas }]\n`,
  )
  const edge = await startProxy(t, [file, '--access-log', '-'])
  const long = 'x'.repeat(6_000)
  await Promise.all(Array.from({ length: 40 }, (_, number) => ask(edge.port, `/${number}?${long}`)))
  const { out, code } = await edge.command.end('SIGTERM')
  t.equal(code, 0)
  const lines = out.split('\n').filter((line) => line.startsWith('{'))
  t.equal(lines.length, 40)
  for (const line of lines) t.ok(JSON.parse(line))
})

t.test('lines in pieces are put together, and who does not read is waited for', async (t) => {
  const [from, to] = [new PassThrough(), new PassThrough({ highWaterMark: 4 })]
  const done = forwardLines(from, to)
  from.write('one')
  from.write(' line\ntwo')
  from.end(' lines\nend')
  const [first] = await once(to, 'readable').then(() => [to.read()])
  t.equal(String(first), 'one line\n')
  const rest: Buffer[] = []
  to.on('data', (chunk) => rest.push(chunk))
  await done
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(Buffer.concat(rest).toString(), 'two lines\nend')
})
