// Load on an EWS server, from a process of its own: `load.ts '<EwsLoad as JSON>'`. N connections that are kept, on each one
// request after the other; answers are measured by their Content-Length, the first of each is looked at whole.

import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { performance } from 'node:perf_hooks'

export interface EwsLoad {
  readonly port: number
  readonly connections: number
  readonly baseShape: string
  /** Items that every answer must have. */
  readonly items: number
  readonly warmUpMilliseconds: number
  readonly milliseconds: number
}

export interface EwsLoadResult {
  readonly requests: number
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Of one answer's body. */
  readonly bytes: number
}

const order = JSON.parse(process.argv[2] ?? '{}') as EwsLoad
const body = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body><m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>${order.baseShape}</t:BaseShape></m:ItemShape><m:IndexedPageItemView MaxEntriesReturned="${order.items}" Offset="0" BasePoint="Beginning"/><m:ParentFolderIds><t:DistinguishedFolderId Id="inbox"/></m:ParentFolderIds></m:FindItem></s:Body></s:Envelope>`
const authorization = `Basic ${Buffer.from('CONTOSO\\alice:Bench-1').toString('base64')}`
const request = Buffer.from(
  `POST /EWS/Exchange.asmx HTTP/1.1\r\nHost: cas1.contoso.com\r\nAuthorization: ${authorization}\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
)

let latencies: number[] = []
let over = false

/** Reads one answer. @returns the bytes of its body, looked at whole when `check` */
async function answer(socket: Socket, check: boolean): Promise<number> {
  let head = Buffer.alloc(0)
  let left: number | undefined
  let length = 0
  const parts: Buffer[] = []
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    if (left === undefined) {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) continue
      const text = head.toString('latin1', 0, end)
      length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? Number.NaN)
      if (!text.startsWith('HTTP/1.1 200') || Number.isNaN(length)) throw new Error(`unexpected answer: ${text}`)
      left = length - (head.length - end - 4)
      parts.push(head.subarray(end + 4))
    } else {
      left -= chunk.length
      if (check) parts.push(chunk)
    }
    if (left > 0) continue
    const items = check ? Buffer.concat(parts).toString().split('<t:ItemId ').length - 1 : order.items
    if (items !== order.items) throw new Error(`an answer has ${items} items`)
    return length
  }
}

async function ask(): Promise<number> {
  const socket = connect(order.port, '127.0.0.1').setNoDelay(true)
  await once(socket, 'connect')
  let bytes = 0
  for (let number = 0; !over; number++) {
    const before = performance.now()
    socket.write(request)
    bytes = await answer(socket, number === 0)
    latencies.push(performance.now() - before)
  }
  socket.destroy()
  return bytes
}

const workers = Promise.all(Array.from({ length: order.connections }, ask))
await Promise.race([workers, new Promise((resolve) => setTimeout(resolve, order.warmUpMilliseconds))])
latencies = []
console.log('measuring')
const start = performance.now()
await Promise.race([workers, new Promise((resolve) => setTimeout(resolve, order.milliseconds))])
const seconds = (performance.now() - start) / 1_000
const done = latencies.toSorted((a, b) => a - b)
over = true
const [bytes = 0] = await workers
const at = (share: number): number => done[Math.floor(done.length * share)] ?? 0
const result: EwsLoadResult = { requests: done.length, seconds, p50: at(0.5), p99: at(0.99), bytes }
console.log(JSON.stringify(result))
