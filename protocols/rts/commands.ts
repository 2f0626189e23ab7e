// The commands inside an RTS PDU (MS-RPCH 2.2.3.5; reference exchange-protocols.md 2.8).

import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'

/** One command; cookies and ids have 16 bytes. */
export type RtsCommand =
  | { readonly kind: 'receive-window-size'; readonly bytes: number }
  | {
      readonly kind: 'flow-control-ack'
      readonly bytesReceived: number
      readonly availableWindow: number
      /** 16 bytes. */
      readonly channel: Buffer
    }
  | { readonly kind: 'connection-timeout'; readonly milliseconds: number }
  | { readonly kind: 'cookie'; readonly cookie: Buffer }
  | { readonly kind: 'channel-lifetime'; readonly bytes: number }
  | { readonly kind: 'client-keepalive'; readonly milliseconds: number }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'empty' }
  | { readonly kind: 'padding'; readonly bytes: Buffer }
  | { readonly kind: 'negative-ance' }
  | { readonly kind: 'ance' }
  /** 4 bytes of IPv4 or 16 of IPv6. */
  | { readonly kind: 'client-address'; readonly address: Buffer }
  | { readonly kind: 'association-group-id'; readonly id: Buffer }
  | { readonly kind: 'destination'; readonly destination: RtsDestination }
  | { readonly kind: 'ping-traffic-sent'; readonly bytes: number }

type RtsDestination = 'client' | 'in-proxy' | 'server' | 'out-proxy'
const destinations: readonly RtsDestination[] = ['client', 'in-proxy', 'server', 'out-proxy']

/** @throws ProtocolSyntaxError */
export function readCommand(reader: ByteReader): RtsCommand {
  const type = reader.u32('a command')
  const u32 = (): number => reader.u32('the value of a command')
  const cookie = (): Buffer => Buffer.from(reader.take(16, 'a cookie'))
  switch (type) {
    case 0x0:
      return { kind: 'receive-window-size', bytes: u32() }
    case 0x1:
      return { kind: 'flow-control-ack', bytesReceived: u32(), availableWindow: u32(), channel: cookie() }
    case 0x2:
      return { kind: 'connection-timeout', milliseconds: u32() }
    case 0x3:
      return { kind: 'cookie', cookie: cookie() }
    case 0x4:
      return { kind: 'channel-lifetime', bytes: u32() }
    case 0x5:
      return { kind: 'client-keepalive', milliseconds: u32() }
    case 0x6:
      return { kind: 'version', version: u32() }
    case 0x7:
      return { kind: 'empty' }
    case 0x8:
      return { kind: 'padding', bytes: Buffer.from(reader.take(u32(), 'padding')) }
    case 0x9:
      return { kind: 'negative-ance' }
    case 0xa:
      return { kind: 'ance' }
    case 0xb:
      return readClientAddress(reader)
    case 0xc:
      return { kind: 'association-group-id', id: cookie() }
    case 0xd: {
      const destination = destinations[u32()]
      if (destination === undefined) throw reader.error('a destination does not exist')
      return { kind: 'destination', destination }
    }
    case 0xe:
      return { kind: 'ping-traffic-sent', bytes: u32() }
    default:
      throw reader.error(`command ${type} does not exist`)
  }
}

function readClientAddress(reader: ByteReader): RtsCommand {
  const family = reader.u32('an address family')
  if (family > 1) throw reader.error(`address family ${family} does not exist`)
  const address = Buffer.from(reader.take(family === 0 ? 4 : 16, 'an address'))
  reader.take(12, 'the padding of an address')
  return { kind: 'client-address', address }
}

/** Puts a command, type first, after what was written before. */
export function writeCommand(writer: ByteWriter, command: RtsCommand): void {
  switch (command.kind) {
    case 'receive-window-size':
      writer.u32(0x0).u32(command.bytes)
      break
    case 'flow-control-ack':
      writer.u32(0x1).u32(command.bytesReceived).u32(command.availableWindow).put(command.channel)
      break
    case 'connection-timeout':
      writer.u32(0x2).u32(command.milliseconds)
      break
    case 'cookie':
      writer.u32(0x3).put(command.cookie)
      break
    case 'channel-lifetime':
      writer.u32(0x4).u32(command.bytes)
      break
    case 'client-keepalive':
      writer.u32(0x5).u32(command.milliseconds)
      break
    case 'version':
      writer.u32(0x6).u32(command.version)
      break
    case 'empty':
      writer.u32(0x7)
      break
    case 'padding':
      writer.u32(0x8).u32(command.bytes.length).put(command.bytes)
      break
    case 'negative-ance':
      writer.u32(0x9)
      break
    case 'ance':
      writer.u32(0xa)
      break
    case 'client-address':
      writer
        .u32(0xb)
        .u32(command.address.length === 4 ? 0 : 1)
        .put(command.address)
        .zeros(12)
      break
    case 'association-group-id':
      writer.u32(0xc).put(command.id)
      break
    case 'destination':
      writer.u32(0xd).u32(destinations.indexOf(command.destination))
      break
    case 'ping-traffic-sent':
      writer.u32(0xe).u32(command.bytes)
      break
  }
}
