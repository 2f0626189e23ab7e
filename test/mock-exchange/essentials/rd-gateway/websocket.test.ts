import { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { parseRequestHead } from '../../../../http1/index.ts'
import { serveWebSocket } from '../../../../mock-exchange/essentials/rd-gateway/websocket.ts'
import { Request } from '../../../../mock-exchange/iis/http-server/request.ts'
import { Response } from '../../../../mock-exchange/iis/http-server/response.ts'
import { encodeFrame } from '../../../../protocols/websocket.ts'

/** What the client's side of the connection has not taken yet. */
class Unread extends Duplex {
  release: (() => void) | undefined
  override _read(): void {}
  override _write(_bytes: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.release = done
  }
}

t.test('a client that pings and reads no pongs is not listened to, until it reads', async (t) => {
  const socket = new Unread({ writableHighWaterMark: 1_000 })
  // The server asks no more of a socket than a stream has.
  const carried = socket as unknown as ConstructorParameters<typeof Request>[0]
  const head = parseRequestHead(Buffer.from('RDG_OUT_DATA / HTTP/1.1\r\nHost: remote.contoso.com\r\n\r\n'))
  const response = new Response(new Request(carried, head, () => undefined))
  response.assignSocket(carried)
  socket.on('drain', () => response.drained())
  serveWebSocket(response, 'dGhlIHNhbXBsZSBub25jZQ==', {
    connect: () => Promise.reject(new Error('nobody connects here')),
    note: () => undefined,
  })

  const ping = encodeFrame('ping', Buffer.alloc(100), Buffer.of(1, 2, 3, 4))
  let taken = false
  const taking = response.tunnel?.(Buffer.concat(Array.from({ length: 1_000 }, () => ping))).then(() => {
    taken = true
  })
  await setImmediate()
  t.equal(taken, false)
  t.ok(socket.writableLength < 2_000, `${socket.writableLength} bytes wait for the client`)

  while (!taken) {
    socket.release?.()
    await setImmediate()
  }
  await taking
  t.ok(response.bodyBytes >= 1_000 * 102, 'every ping is answered once the client reads')
})
