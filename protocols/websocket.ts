// Frames of websockets (RFC 6455 section 5), as far as one that carries a byte stream needs them.
//
//   FIN and opcode u8 ─ mask bit and length u7, or 126 and u16, or 127 and u64, big-endian ─ [mask 4] ─ payload

import { createHash } from 'node:crypto'
import { ProtocolSyntaxError } from './syntax-error.ts'

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const
type Opcode = keyof typeof opcodes
const names: ReadonlyMap<number, Opcode> = new Map(
  Object.entries(opcodes).map(([name, code]) => [code, name as Opcode]),
)

/** Sec-WebSocket-Accept for a Sec-WebSocket-Key (section 4.2.2). */
export function webSocketAccept(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`, 'latin1').digest('base64')
}

/** One frame. */
export interface WebSocketFrame {
  readonly opcode: Opcode
  readonly payload: Buffer
}

/** A whole frame. @param mask 4 bytes; only clients mask, and they must */
export function encodeFrame(opcode: Opcode, payload: Uint8Array, mask?: Uint8Array): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length <= 0xffff ? 4 : 10)
  head[0] = 0x80 | opcodes[opcode]
  head[1] = (mask === undefined ? 0 : 0x80) | (length < 126 ? length : length <= 0xffff ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return mask === undefined ? Buffer.concat([head, payload]) : Buffer.concat([head, mask, masked(payload, mask)])
}

function masked(payload: Uint8Array, mask: Uint8Array): Buffer {
  return Buffer.from(payload.map((byte, at) => byte ^ (mask[at & 3] ?? 0)))
}

/** Cuts what a client sends into frames. Fragments of a message are given one by one: the payload is a stream. */
export class ClientFrames {
  readonly #most: number
  #held: Buffer = Buffer.alloc(0)

  /** @param most bytes of a payload; nothing is reserved for more */
  constructor(most: number) {
    this.#most = most
  }

  /** The frames that these bytes complete. @throws ProtocolSyntaxError */
  push(chunk: Uint8Array): readonly WebSocketFrame[] {
    this.#held = Buffer.concat([this.#held, chunk])
    const frames: WebSocketFrame[] = []
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): WebSocketFrame | undefined {
    const bytes = this.#held
    if (bytes.length < 2) return undefined
    const [first = 0, second = 0] = bytes
    const opcode = names.get(first & 0x0f)
    if (opcode === undefined || (first & 0x70) !== 0) throw wrong('an opcode or a reserved bit that does not exist')
    if ((second & 0x80) === 0) throw wrong('a client must mask its frames')
    const short = second & 0x7f
    if (opcodes[opcode] >= opcodes.close && (short > 125 || first < 0x80)) throw wrong('a control frame is too long')
    const maskAt = short < 126 ? 2 : short === 126 ? 4 : 10
    if (bytes.length < maskAt + 4) return undefined
    const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
    if (length > this.#most) throw wrong(`a payload of ${length} bytes`)
    const end = maskAt + 4 + length
    if (bytes.length < end) return undefined
    this.#held = bytes.subarray(end)
    return { opcode, payload: masked(bytes.subarray(maskAt + 4, end), bytes.subarray(maskAt, maskAt + 4)) }
  }
}

function wrong(message: string): ProtocolSyntaxError {
  return new ProtocolSyntaxError('WebSocket', message)
}
