// The server behind every proxy under test, in a process of its own: `backend.ts CERT KEY`. Answers are bytes made once.
//
//   GET /512, /any/512, /1048576 …   that many bytes
//   POST /…                          reads the body, then 2 bytes
//   POST /held                       reads the body, then nothing, ever: a Ping without news

import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

const [certificate = '', key = ''] = process.argv.slice(2)
const block = Buffer.alloc(65_536, 'd')
const headEnd = Buffer.from('\r\n\r\n')
const whole = new Map<string, Buffer>()

function headOf(length: number): string {
  return `HTTP/1.1 200 OK\r\nServer: Microsoft-IIS/8.5\r\nContent-Type: text/plain\r\nDate: Sat, 21 Nov 2026 12:00:00 GMT\r\nContent-Length: ${length}\r\n\r\n`
}

function answer(socket: Socket, path: string): void {
  const length = Number(path.slice(path.lastIndexOf('/') + 1))
  const small = whole.get(path)
  if (small !== undefined) return void socket.write(small)
  if (length <= block.length) {
    const bytes = Buffer.concat([Buffer.from(headOf(length)), block.subarray(0, length)])
    whole.set(path, bytes)
    socket.write(bytes)
    return
  }
  socket.write(headOf(length))
  let left = length
  const more = (): void => {
    while (left > 0) {
      const part = left < block.length ? block.subarray(0, left) : block
      left -= part.length
      if (!socket.write(part)) {
        if (left > 0) socket.once('drain', more)
        return
      }
    }
  }
  more()
}

function serve(socket: Socket): void {
  socket.setNoDelay(true)
  let kept: Buffer = Buffer.alloc(0)
  let toRead = 0
  let held = false
  const uploaded = Buffer.from(`${headOf(2)}ok`)
  socket.on('error', () => {})
  socket.on('data', (data: Buffer) => {
    let bytes = data
    if (toRead > 0) {
      const taken = Math.min(toRead, bytes.length)
      toRead -= taken
      if (toRead === 0 && !held) socket.write(uploaded)
      bytes = bytes.subarray(taken)
      if (bytes.length === 0) return
    }
    kept = kept.length === 0 ? bytes : Buffer.concat([kept, bytes])
    for (;;) {
      const end = kept.indexOf(headEnd)
      if (end < 0) return
      const head = kept.toString('latin1', 0, end)
      kept = kept.subarray(end + 4)
      const [method, path = '/'] = head.split(' ', 2)
      if (method !== 'POST') {
        answer(socket, path)
        continue
      }
      held = path === '/held'
      toRead = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      const taken = Math.min(toRead, kept.length)
      toRead -= taken
      kept = kept.subarray(taken)
      if (toRead === 0 && !held) socket.write(uploaded)
    }
  })
}

const plain = createServer(serve)
const secure = createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, serve)
const listening = [plain, secure].map(
  (server) =>
    new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
    ),
)
const [port, securePort] = await Promise.all(listening)
console.log(JSON.stringify({ port, securePort }))
