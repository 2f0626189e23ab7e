// DNS packets sent as bytes, past the resolver under test.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { type DecodedPacket, decode, encode, type Packet } from 'dns-packet'

/** A query for one name; flags and the rest as given. */
export function query(name: string, type: string, more: Partial<Packet> = {}): Buffer {
  return encode({ type: 'query', id: 4711, flags: 0x0100, questions: [{ name, type: type as 'A' }], ...more })
}

/** An OPT record as a query carries it. */
export function opt(udpPayloadSize: number, ednsVersion = 0, dnssecOk = false) {
  const flags = dnssecOk ? 0x8000 : 0
  return {
    type: 'OPT' as const,
    name: '.',
    udpPayloadSize,
    extendedRcode: 0,
    ednsVersion,
    flags,
    flag_do: dnssecOk,
    options: [],
  }
}

/** Sends bytes over UDP and gives the first message back; undefined when none comes within the milliseconds. */
export async function sendUdp(port: number, bytes: Uint8Array, within = 1000): Promise<Buffer | undefined> {
  const socket = createSocket('udp4')
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(within) })
    socket.send(bytes, port, '127.0.0.1')
    const [message] = await answer
    return message as Buffer
  } catch {
    return undefined
  } finally {
    socket.close()
  }
}

/** Sends bytes over one TCP connection in the pieces given and gives all messages that come until as many are there. */
export async function sendTcp(port: number, pieces: readonly Uint8Array[], count: number): Promise<Buffer[]> {
  const socket = connect({ port, host: '127.0.0.1' })
  const messages: Buffer[] = []
  let held = Buffer.alloc(0)
  try {
    await once(socket, 'connect')
    for (const piece of pieces) {
      socket.write(piece)
      // A piece of its own on the wire needs a turn of its own.
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.end()
    for await (const chunk of socket) {
      held = Buffer.concat([held, chunk as Buffer])
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        messages.push(held.subarray(2, 2 + held.readUInt16BE(0)))
        held = held.subarray(2 + held.readUInt16BE(0))
      }
      if (messages.length >= count) break
    }
    return messages
  } finally {
    socket.destroy()
  }
}

/** A message behind its length, as TCP carries it. */
export function framed(message: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([message.length >> 8, message.length & 0xff]), message])
}

/** The flags and sections of a message, for comparison. */
export function read(message: Buffer | undefined): DecodedPacket & { rcode: string } {
  if (message === undefined) throw new Error('no answer came')
  // The types of dns-packet leave the response code out.
  return decode(message) as DecodedPacket & { rcode: string }
}
