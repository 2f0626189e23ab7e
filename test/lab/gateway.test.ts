import { once } from 'node:events'
import { createServer, get, request } from 'node:http'
import type { Socket } from 'node:net'
import t from 'tap'
import { dialTcp } from '../../base/dial-tcp.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import { startGateway } from '../../lab/gateway.ts'
import { listen } from '../../lab/listen.ts'

const addresses: Readonly<Record<string, readonly string[]>> = {
  'mail.contoso.com': ['203.0.113.10'],
  'two.contoso.com': ['203.0.113.77', '203.0.113.10', '203.0.113.78'],
}

async function world(test: { teardown(undo: () => unknown): void }) {
  const server = createServer((request, response) =>
    response.end(`${request.method} ${request.url} for ${request.headers.host}`),
  )
  const port = await listen(server, '127.0.0.1', 0)
  test.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const from: VantagePoint = {
    vantage: 'internet',
    trust: [],
    resolve: async (name) =>
      addresses[name] !== undefined
        ? {
            status: 'answer',
            authoritative: true,
            records: addresses[name].map((value) => ({ name, type: 'A', ttl: 60, value })),
          }
        : { status: 'nxdomain', authoritative: true, records: [] },
    dial: (address, wanted) => {
      if (address !== '203.0.113.10' || wanted !== 80)
        throw Object.assign(new Error('no way'), { code: 'EHOSTUNREACH' })
      return dialTcp({ host: '127.0.0.1', port })
    },
  }
  const gateway = await startGateway(from)
  test.teardown(() => gateway[Symbol.asyncDispose]())
  return Number(new URL(gateway.url).port)
}

function tunnel(port: number, target: string): Promise<{ status: number | undefined; socket: Socket }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method: 'CONNECT', path: target })
      .once('connect', (answer, socket) => resolve({ status: answer.statusCode, socket }))
      .once('error', reject)
      .end()
  })
}

t.test('CONNECT resolves with the DNS of the vantage and joins with the host', async (t) => {
  const { status, socket } = await tunnel(await world(t), 'mail.contoso.com:80')
  t.equal(status, 200)
  socket.end('GET /owa HTTP/1.1\r\nHost: mail.contoso.com\r\nConnection: close\r\n\r\n')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await once(socket, 'close')
  t.match(text, /GET \/owa for mail\.contoso\.com/)
})

t.test('a name that does not exist is 502 with the reason', async (t) => {
  const { status, socket } = await tunnel(await world(t), 'nothing.contoso.com:443')
  t.equal(status, 502)
  socket.destroy()
})

t.test('what is no host:port is 400', async (t) => {
  const { status, socket } = await tunnel(await world(t), 'mail.contoso.com')
  t.equal(status, 400)
  socket.destroy()
})

/** What the gateway answers to a GET of that target. */
function fetchTarget(port: number, path: string): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host: 'mail.contoso.com' } }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        body += part
      })
      answer.once('end', () => resolve({ status: answer.statusCode, body }))
    }).once('error', reject)
  })
}

t.test('plain http URLs come in absolute form and are passed on', async (t) => {
  const answer = await fetchTarget(await world(t), 'http://mail.contoso.com/owa?x=1')
  t.same(answer, { status: 200, body: 'GET /owa?x=1 for mail.contoso.com' })
})

t.test('https URLs do not: the request would go on without TLS', async (t) => {
  const { status, body } = await fetchTarget(await world(t), 'https://mail.contoso.com/owa?x=1')
  t.equal(status, 400)
  t.match(body, /CONNECT/)
})

t.test('a name with several addresses is dialled at each in turn', async (t) => {
  const { status, socket } = await tunnel(await world(t), 'two.contoso.com:80')
  t.equal(status, 200)
  socket.destroy()
})
