import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { HttpSession } from '../../../clients/http/index.ts'
import { createWorld } from '../world.ts'
import { keepingObserver } from './observer.ts'

const url = new URL('http://mail.contoso.com/rpc/rpcproxy.dll')

/** A server that is written out by hand for each connection. */
async function start(t: Test, serve: (socket: Socket, read: (text: string) => Promise<string>) => Promise<void>) {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const server = createServer((socket) => {
    let got = ''
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    const read = async (end: string): Promise<string> => {
      while (!got.includes(end)) await once(socket, 'data')
      const text = got.slice(0, got.indexOf(end) + end.length)
      got = got.slice(text.length)
      return text
    }
    serve(socket, read).catch((error: unknown) => t.fail(String(error)))
  })
  await world.serve('203.0.113.10:80', server)
  const session = new HttpSession(world.from)
  t.teardown(async () => {
    await session[Symbol.asyncDispose]()
    await world[Symbol.asyncDispose]()
  })
  return { session, observer: keepingObserver() }
}

const request = { url, method: 'RPC_IN_DATA', body: Buffer.from('the body'), expectContinue: true }

t.test('the body is sent once the server asks for it', async (t) => {
  const { session, observer } = await start(t, async (socket, read) => {
    for (let count = 0; count < 2; count++) {
      const head = await read('\r\n\r\n')
      t.match(head, /^RPC_IN_DATA \/rpc\/rpcproxy\.dll HTTP\/1\.1\r\nHost: mail\.contoso\.com\r\n/)
      t.match(head, /\r\nContent-Length: 8\r\nExpect: 100-continue\r\n/)
      socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      t.equal(await read('the body'), 'the body')
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n')
    }
  })
  for (const connection of [1, 1]) {
    const answer = await session.send(request, observer)
    t.match(answer, { status: 200, body: Buffer.from('abc'), interim: [100], connection })
  }
})

t.test('a server that answers at once never gets the body, and the connection ends', async (t) => {
  const lengths: number[] = []
  const { session, observer } = await start(t, async (socket, read) => {
    const head = await read('\r\n\r\n')
    socket.write('HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno')
    await once(socket, 'close')
    lengths.push(socket.bytesRead - head.length)
  })
  t.match(await session.send(request, observer), { status: 417, body: Buffer.from('no'), interim: [], connection: 1 })
  t.match(await session.send(request, observer), { status: 417, connection: 2 })
  await waitUntil(() => lengths.length === 2, { what: 'both connections to end' })
  t.same(lengths, [0, 0], 'nothing was sent after the head')
})

t.test('a server that never asks gets the body after a while', async (t) => {
  const { session, observer } = await start(t, async (socket, read) => {
    await read('the body')
    socket.write('HTTP/1.0 200 OK\r\n\r\nuntil the end')
    socket.end()
  })
  const started = performance.now()
  t.match(await session.send(request, observer), { status: 200, body: Buffer.from('until the end'), interim: [] })
  t.ok(performance.now() - started > 900)
})

t.test('an answer against the rules and one that is cut off have their causes', async (t) => {
  for (const [bytes, cause] of [
    ['HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort', 'truncated'],
    ['HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 'bad-response'],
    ['', 'reset'],
  ] as const) {
    const { session, observer } = await start(t, async (socket, read) => {
      await read('\r\n\r\n')
      socket.end(bytes)
    })
    await t.rejects(session.send(request, observer), { failureCause: cause, message: /./ }, cause)
    t.equal(observer.records[0]?.cause, cause)
  }
})
