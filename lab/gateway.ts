// The door for outside programs (curl -x, browsers, Java): an HTTP CONNECT proxy that stands at a vantage. It resolves
// names with that vantage's DNS and dials through the fabric, so the program meets the lab as a client there would.

import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http'
import type { Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { CauseError, type FailureCause, failureCause } from '../base/failure-cause.ts'
import { messageOf } from '../base/message-of.ts'
import { resolveAddresses } from '../base/resolve-addresses.ts'
import type { VantagePoint } from '../base/vantage-point.ts'
import { joinSockets } from './join-sockets.ts'
import { listen } from './listen.ts'

export interface Gateway extends AsyncDisposable {
  /** `http://127.0.0.1:port` */
  readonly url: string
}

/** Starts the gateway of a vantage on a free loopback port. */
export async function startGateway(from: VantagePoint): Promise<Gateway> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const server = createServer((request, response) => void forwardPlain(from, request, response))
  server.on('connection', keep)
  server.on('connect', (request: IncomingMessage, incoming: Socket, head: Buffer) => {
    incoming.on('error', () => incoming.destroy())
    openTunnel(from, request.url ?? '').then(
      (outgoing) => {
        keep(outgoing)
        incoming.write('HTTP/1.1 200 Connection established\r\n\r\n')
        if (head.length > 0) outgoing.write(head)
        joinSockets(incoming, outgoing)
      },
      (error: unknown) => {
        const body = `${explain(error)}\n`
        const status = statusOf(failureCause(error))
        incoming.end(
          `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
        )
      },
    )
  })
  const port = await listen(server, '127.0.0.1', 0)
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

async function openTunnel(from: VantagePoint, authority: string): Promise<Socket> {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(authority)
  if (match === null) throw new CauseError('bad-request', `CONNECT wants host:port, not "${authority}"`)
  return dialName(from, match[1] ?? match[2] ?? '', Number(match[3]))
}

/** Dials the addresses of a name in turn. */
async function dialName(from: VantagePoint, host: string, port: number): Promise<Socket> {
  let last: unknown
  for (const address of await resolveAddresses(from, host)) {
    try {
      return await from.dial(address, port)
    } catch (error) {
      last = error
    }
  }
  throw last
}

/** Plain `http://` URLs come in absolute form (RFC 9112 section 3.2.2) instead of by CONNECT. */
async function forwardPlain(from: VantagePoint, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (!URL.canParse(request.url ?? ''))
      throw new CauseError('bad-request', 'this is a proxy: send CONNECT or an absolute http URL')
    const url = new URL(request.url ?? '')
    if (url.protocol !== 'http:')
      throw new CauseError(
        'bad-request',
        `the request would go on without TLS: ask for ${url.protocol} URLs by CONNECT`,
      )
    const socket = await dialName(from, url.hostname.replace(/^\[|\]$/g, ''), Number(url.port || 80))
    const headers = request.rawHeaders.filter(
      (_, index) => !/^proxy-/i.test(request.rawHeaders[index - (index % 2)] ?? ''),
    )
    const onward = httpRequest({
      createConnection: () => socket,
      method: request.method,
      path: `${url.pathname}${url.search}`,
      setHost: false,
      headers,
    })
    onward.on('error', (error) => refuse(response, error))
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
      pipeline(answer, response, () => socket.destroy())
    })
    pipeline(request, onward, () => {})
  } catch (error) {
    refuse(response, error)
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(statusOf(failureCause(error)), { 'content-type': 'text/plain', connection: 'close' })
  response.end(`${explain(error)}\n`)
}

function statusOf(cause: FailureCause): number {
  return cause === 'bad-request' ? 400 : cause === 'connect-timeout' ? 504 : 502
}

function explain(error: unknown): string {
  return `Bridgehead gateway: ${messageOf(error)}`
}
