// The arguments of TsProxyRpcInterface, both ways (MS-TSGU 2.2.9, 3.2.6, 3.6.5; layouts seen from FreeRDP 2.11).
//
//   all but the last two are NDR:   handle ─ TSG_PACKET: id u32, id again, pointer; then the structure
//   SetupReceivePipe                handle
//   SendToServer                    handle ─ bytes that follow the next number u32be ─ buffers u32be ─ their lengths ─ buffers

import { ByteReader } from '../byte-reader.ts'
import { contextHandleLength, NdrReader, NdrWriter } from '../dcerpc/index.ts'
import { tsComponent, tsPackets } from './constants.ts'

/** Ranges of the IDL (MS-TSGU 6). */
const most = { capabilities: 32, nameLength: 513, healthBytes: 8_000, names: 50, alternates: 3, sendBytes: 32_768 }
/** Buffers of one SendToServer. */
const mostBuffers = 3
/** TSG_CAPABILITY_TYPE_NAP, the only type of capabilities. */
const capabilityType = 1
/** The kind of transport that a channel asks for: 3, the only one. */
const channelProtocol = 3

/** TSG_PACKET_VERSIONCAPS, with the bits of its capabilities together. */
export interface VersionCaps {
  readonly major: number
  readonly minor: number
  readonly capabilities: number
}

/** The head of a TSG_PACKET; whether its structure is there to be read. */
function readPacket(reader: NdrReader): { readonly id: number; readonly present: boolean } {
  const id = reader.u32('the kind of packet')
  if (reader.u32('the kind of packet') !== id) throw reader.error('a packet says two kinds of itself')
  return { id, present: reader.pointer('the packet') }
}

function limited(reader: NdrReader, value: number, limit: number, what: string): number {
  if (value > limit) throw reader.error(`${what}: ${value} where ${limit} is the most`)
  return value
}

/** Reads a TSG_PACKET_VERSIONCAPS, of requests and results. @throws ProtocolSyntaxError */
export function readVersionCaps(reader: NdrReader): VersionCaps {
  reader.align(4)
  if (reader.u16('the component') !== tsComponent) throw reader.error('the component is not the transport of a gateway')
  reader.u16('the kind of packet')
  const present = reader.pointer('the capabilities')
  const count = limited(reader, reader.u32('the number of capabilities'), most.capabilities, 'capabilities')
  const versions = { major: reader.u16('the version'), minor: reader.u16('the version') }
  reader.u16('the capabilities of quarantine')
  if (!present) return { ...versions, capabilities: 0 }
  const room = reader.align(4).conformance('the capabilities', 12)
  if (room !== count) throw reader.error(`${room} capabilities where ${count} are announced`)
  let capabilities = 0
  for (let index = 0; index < count; index++) {
    const type = reader.u32('the type of a capability')
    if (type !== capabilityType || reader.u32('the type of a capability') !== type) {
      throw reader.error(`capabilities of type ${type} do not exist`)
    }
    capabilities |= reader.u32('the capabilities')
  }
  return { ...versions, capabilities: capabilities >>> 0 }
}

/** Puts a TSG_PACKET_VERSIONCAPS with one capability. */
export function writeVersionCaps(writer: NdrWriter, { major, minor, capabilities }: VersionCaps): NdrWriter {
  writer.align(4).u16(tsComponent).u16(tsPackets.versionCaps).pointer().u32(1).u16(major).u16(minor).u16(0)
  return writer.u32(1).u32(capabilityType).u32(capabilityType).u32(capabilities)
}

/** TsProxyCreateTunnel: versions and capabilities; undefined for a packet of another kind, which is not read. */
export function readCreateTunnel(stub: Uint8Array): VersionCaps | undefined {
  const reader = new NdrReader(stub)
  const { id, present } = readPacket(reader)
  return id === tsPackets.versionCaps && present ? readVersionCaps(reader) : undefined
}

export function writeCreateTunnel(caps: VersionCaps): Buffer {
  return writeVersionCaps(new NdrWriter().u32(tsPackets.versionCaps).u32(tsPackets.versionCaps).pointer(), caps).end()
}

/** TsProxyAuthorizeTunnel: the name of the client's computer; undefined for a packet of another kind. */
export function readAuthorizeTunnel(stub: Uint8Array): {
  readonly tunnel: Buffer
  readonly client: string | undefined
} {
  const reader = new NdrReader(stub)
  const tunnel = reader.contextHandle('the tunnel')
  const { id, present } = readPacket(reader)
  if (id !== tsPackets.quarantineRequest || !present) return { tunnel, client: undefined }
  reader.u32('the flags')
  const hasName = reader.pointer('the name of the client')
  limited(reader, reader.u32('the length of the name'), most.nameLength, 'characters of a name')
  const hasHealth = reader.pointer('the statement of health')
  const health = limited(reader, reader.u32('its length'), most.healthBytes, 'bytes of a statement of health')
  const client = hasName ? reader.string16('the name of the client') : ''
  if (hasHealth && reader.align(4).conformantBytes('the statement of health').length !== health) {
    throw reader.error('the statement of health has not the length that is announced')
  }
  return { tunnel, client }
}

export function writeAuthorizeTunnel(tunnel: Uint8Array, client: string): Buffer {
  const writer = new NdrWriter().contextHandle(tunnel)
  writer.u32(tsPackets.quarantineRequest).u32(tsPackets.quarantineRequest).pointer()
  writer
    .u32(0)
    .pointer()
    .u32(client.length + 1)
    .pointer(false)
    .u32(0)
  return writer.string16(client).end()
}

/** TsProxyMakeTunnelCall: what it asks for, of `tsTunnelCalls` if it is any; how many messages at once is not read. */
export function readTunnelCall(stub: Uint8Array): { readonly tunnel: Buffer; readonly procedure: number } {
  const reader = new NdrReader(stub)
  return { tunnel: reader.contextHandle('the tunnel'), procedure: reader.u32('the procedure') }
}

export function writeTunnelCall(tunnel: Uint8Array, procedure: number): Buffer {
  const writer = new NdrWriter().contextHandle(tunnel).u32(procedure)
  return writer.u32(tsPackets.messageRequest).u32(tsPackets.messageRequest).pointer().u32(1).end()
}

/** Where a channel is to lead: names of one computer, the first that answers; with the alternative ones at the end. */
export interface ChannelTarget {
  readonly hosts: readonly string[]
  readonly port: number
}

/** TsProxyCreateChannel. @throws ProtocolSyntaxError */
export function readCreateChannel(stub: Uint8Array): ChannelTarget & { readonly tunnel: Buffer } {
  const reader = new NdrReader(stub)
  const tunnel = reader.contextHandle('the tunnel')
  const hasNames = reader.pointer('the names')
  const names = limited(reader, reader.u32('the number of names'), most.names, 'names')
  const hasAlternates = reader.pointer('the alternative names')
  const alternates = limited(reader, reader.u16('the number of alternative names'), most.alternates, 'names')
  const port = reader.u32('the port')
  if ((port & 0xffff) !== channelProtocol) throw reader.error('the protocol of the channel does not exist')
  const hosts = hasNames ? readNames(reader, names) : []
  if (hasAlternates) hosts.push(...readNames(reader, alternates))
  return { tunnel, hosts, port: port >>> 16 }
}

/** An array of pointers to strings; a null one is no name. */
function readNames(reader: NdrReader, count: number): string[] {
  const room = reader.align(4).conformance('the names', 4)
  if (room !== count) throw reader.error(`${room} names where ${count} are announced`)
  const present = Array.from({ length: count }, () => reader.pointer('a name')).filter(Boolean)
  return present.map(() => reader.align(4).string16('a name'))
}

export function writeCreateChannel(tunnel: Uint8Array, { hosts, port }: ChannelTarget): Buffer {
  const writer = new NdrWriter().contextHandle(tunnel).pointer().u32(hosts.length).pointer(false).u16(0)
  writer.u32(((port << 16) | channelProtocol) >>> 0).u32(hosts.length)
  for (const _ of hosts) writer.pointer()
  for (const host of hosts) writer.align(4).string16(host)
  return writer.end()
}

/** The handle that CloseTunnel, CloseChannel and SetupReceivePipe consist of. @throws ProtocolSyntaxError */
export function readHandle(stub: Uint8Array): Buffer {
  return new NdrReader(stub).contextHandle('the handle')
}

/** TsProxySendToServer; `data` is undefined when its lengths are not what the specification allows. */
export interface SendToServer {
  readonly channel: Buffer
  readonly data: Buffer | undefined
}

/** @throws ProtocolSyntaxError when it is too long, or ends before its lengths */
export function readSendToServer(stub: Uint8Array): SendToServer {
  const reader = new ByteReader('TSGU', stub)
  if (stub.length > most.sendBytes) throw reader.error(`${stub.length} bytes where ${most.sendBytes} are the most`)
  const channel = Buffer.from(reader.take(contextHandleLength, 'the channel'))
  const total = reader.take(4, 'the number of bytes').readUInt32BE(0)
  const count = reader.take(4, 'the number of buffers').readUInt32BE(0)
  if (total === 0 || count < 1 || count > mostBuffers) return { channel, data: undefined }
  const lengths = Array.from({ length: count }, () => reader.take(4, 'the length of a buffer').readUInt32BE(0))
  const bytes = lengths.reduce((sum, length) => sum + length, 0)
  if (lengths[0] === 0 || bytes + 4 * count > total || bytes > reader.left) return { channel, data: undefined }
  return { channel, data: Buffer.from(reader.take(bytes, 'the buffers')) }
}

/** With one buffer, as clients send it. */
export function writeSendToServer(channel: Uint8Array, data: Uint8Array): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt32BE(data.length + 4, 0)
  head.writeUInt32BE(1, 4)
  head.writeUInt32BE(data.length, 8)
  return Buffer.concat([channel, head, data])
}
