// The edge beside nginx and HAProxy, each in front of a server of its own that notes every byte. What both of them refuse, the
// edge refuses; what it forwards is as many requests as it answers. Where the three differ is told, for people to judge.

import t from 'tap'
import { within } from '../../base/deadline.ts'
import { messageOf } from '../../base/message-of.ts'
import { StrictReader } from '../http1/strict-reader.ts'
import { corpus } from './differential-corpus.ts'
import { startTestEdge } from './edge-lab.ts'
import { haproxy, haproxyDefaults, nginx, notInstalled, startProxy } from './other-proxies.ts'
import { type WireServer, wireServer, wireTo } from './wire.ts'

/** What came of one request, and of the good one behind it. */
interface Outcome {
  /** Of the first answer; 0 when the connection ended without one, undefined when neither came in time. */
  readonly status: number | undefined
  /** Answers of the server that came through. */
  readonly served: number
  readonly forwarded: string
}

const last = 'GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
const nginxConfig = (server: number) => (port: number) =>
  `daemon off; master_process off; pid nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off; client_body_temp_path body; proxy_temp_path proxy;
  fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${server}; proxy_http_version 1.1;
      proxy_set_header Host $http_host; proxy_set_header Connection "";
    }
  }
}
`
const haproxyConfig = (server: number) => (port: number) =>
  `${haproxyDefaults}frontend in
  bind 127.0.0.1:${port}
  default_backend out
backend out
  server s 127.0.0.1:${server}
`

t.test('the edge beside nginx and HAProxy', { skip: notInstalled(nginx, haproxy) }, async (t) => {
  await using servers = new AsyncDisposableStack()
  const [edgeServer, nginxServer, haproxyServer] = await Promise.all([noter(), noter(), noter()])
  for (const server of [edgeServer, nginxServer, haproxyServer]) servers.use(server)
  const lab = servers.use(await startTestEdge({ farms: { cas: [edgeServer.port] } }))
  const beside = servers.use(await startProxy(nginx, nginxConfig(nginxServer.port)))
  const other = servers.use(await startProxy(haproxy, haproxyConfig(haproxyServer.port)))

  const [ours, ofNginx, ofHaproxy] = await Promise.all([
    playAll(lab.port, edgeServer),
    playAll(beside.port, nginxServer),
    playAll(other.port, haproxyServer),
  ])
  const differences = Object.keys(corpus).filter((name) => {
    const [edge, one, two] = [ours, ofNginx, ofHaproxy].map((outcomes) => refused(outcomes.get(name)))
    return edge !== one || edge !== two
  })
  t.comment(`${differences.length} of ${ours.size} requests are not treated alike (first answer, bytes to the server):`)
  t.comment(row(['request', 'edge', 'nginx', 'haproxy']))
  for (const name of differences) {
    t.comment(row([name, ...[ours, ofNginx, ofHaproxy].map((outcomes) => told(outcomes.get(name)))]))
  }

  for (const name of ['a plain GET', 'a plain POST', 'a chunked POST', 'a trailer']) {
    t.ok(
      [ours, ofNginx, ofHaproxy].every((outcomes) => outcomes.get(name)?.served === 2),
      `all three take ${name}`,
    )
  }
  for (const name of ours.keys()) {
    if (refused(ofNginx.get(name)) && refused(ofHaproxy.get(name))) {
      t.ok(refused(ours.get(name)), `${name}: nginx and HAProxy refuse it, and so does the edge`)
    }
    const { forwarded = '', served } = ours.get(name) ?? {}
    t.equal(count(forwarded), served, `${name}: the server sees as many requests as it answers`)
    t.notMatch(forwarded, '/inside', `${name}: no request within another`)
  }
})

/** How many whole requests these bytes are, to a reader that takes only plain ones. */
function count(forwarded: string): number | string {
  try {
    return new StrictReader().push(forwarded).length
  } catch (error) {
    return messageOf(error)
  }
}

/** Whether the answer was an error, or none before the connection ended. */
function refused(outcome: Outcome | undefined): boolean {
  if (outcome?.status === undefined) return false
  // nginx answers HTTP/0.9 without a status line.
  return outcome.status === 0 ? outcome.served === 0 : outcome.status >= 400
}

function told(outcome: Outcome | undefined): string {
  return `${outcome?.status ?? 'waits'}, ${outcome?.forwarded.replace(/GET \/last.*?\r\n\r\n/gs, '').length ?? 0} B`
}

function row([name = '', ...cells]: readonly string[]): string {
  return name.padEnd(46) + cells.map((cell) => cell.padEnd(15)).join('')
}

/** One request after the other, so that what the server sees meanwhile belongs to it. */
async function playAll(port: number, server: WireServer): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  for (const [name, request] of Object.entries(corpus)) outcomes.set(name, await play(port, server, request))
  return outcomes
}

async function play(port: number, server: WireServer, request: string): Promise<Outcome> {
  const seen = server.wires.map(({ text }) => text.length)
  const client = await wireTo(port)
  client.socket.on('error', () => {})
  client.send(request + last)
  const inTime = await within(client.end(), 1_000, 'the end').then(
    () => true,
    () => false,
  )
  client.socket.destroy()
  const answers = [...client.text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => Number(status))
  // Connections that were used before bring only what is new.
  const forwarded = server.wires.map(({ text }, index) => text.slice(seen[index] ?? 0)).join('')
  const served = client.text.split('noted').length - 1
  return { status: answers[0] ?? (inTime ? 0 : undefined), served, forwarded }
}

/** A server that notes all and answers whatever looks like a request, generously. */
function noter(): Promise<WireServer> {
  return wireServer((wire) => {
    let at = 0
    wire.socket.on('end', () => wire.socket.end())
    wire.socket.on('data', () => {
      for (let end = endOfRequest(wire.text, at); end !== undefined; end = endOfRequest(wire.text, at)) {
        at = end
        wire.send('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nnoted')
      }
    })
  })
}

function endOfRequest(text: string, at: number): number | undefined {
  const headEnd = text.indexOf('\r\n\r\n', at) + 4
  if (headEnd < 4) return undefined
  const head = text.slice(at, headEnd)
  if (/\r\ntransfer-encoding:/i.test(head)) {
    const lastChunk = /(?:^|\r\n)0\r\n(?:[^\r\n]+\r\n)*\r\n/.exec(text.slice(headEnd))
    return lastChunk === null ? undefined : headEnd + lastChunk.index + lastChunk[0].length
  }
  const end = headEnd + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  return end <= text.length ? end : undefined
}
