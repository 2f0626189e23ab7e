// An edge that runs out of file descriptors: it neither dies nor spins, and serves again once some are given back.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { textServer, wireTo } from './wire.ts'

const command = join(import.meta.dirname, '..', '..', 'bin', 'bridgehead.js')
const get = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const skip = process.platform !== 'linux' && 'needs ulimit and /proc'

/** Processor time of a process so far, in seconds (proc(5): utime and stime, in hundredths). */
function processorSeconds(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}

t.test('without descriptors left, connections are dropped, and those that stand go on', { skip }, async (t) => {
  await using server = await textServer(() => 'ok')
  const file = `${t.testdir({
    'edge.yaml': `listeners: [{ address: "127.0.0.1:0" }]\nfarms: { cas: { servers: ["127.0.0.1:${server.port}"] } }\nrules: [{ farm: cas }]\n`,
  })}/edge.yaml`
  const shell = `ulimit -n 64 && exec "$0" "$@"`
  const child = spawn('sh', ['-c', shell, process.execPath, command, 'proxy', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  await waitUntil(() => out.includes('ready'), { what: 'the edge to be ready', within: 15_000 })
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(out)?.[1])

  const standing = await wireTo(port)
  await standing.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()
  const dropped = new Set<Socket>()
  const flood = Array.from({ length: 100 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    return socket.resume().on('close', () => dropped.add(socket))
  })
  await waitUntil(() => dropped.size > 20, { what: 'connections to be dropped', within: 10_000 })
  t.ok(dropped.size < 100, 'some were accepted')

  const before = processorSeconds(child.pid)
  const began = performance.now()
  await waitUntil(() => performance.now() - began > 500, { what: 'a spinning edge to show' })
  t.ok(processorSeconds(child.pid) - before < 0.4, 'it does not spin')
  t.equal((await standing.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n').message()).body, 'ok')

  for (const socket of flood) socket.destroy()
  await waitUntil(
    async () => {
      const client = await wireTo(port)
      const text = await client.send(get).end()
      client.socket.destroy()
      return text.endsWith('ok')
    },
    { what: 'the edge to serve new clients', within: 10_000 },
  )
  standing.socket.destroy()
  const ended = once(child, 'close')
  child.kill('SIGTERM')
  t.same(await ended, [0, null])
})
