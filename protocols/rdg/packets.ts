// The packets of RD Gateway over HTTP (MS-TSGU 2.2.10; reference exchange-protocols.md 2.11).
//
//   type u16 ─ 0 u16 ─ length of the whole packet u32 ─ body
//
//   client                                        gateway
//   handshake-request  ──▶  ◀── handshake-response        which versions, which further authentication
//   tunnel-create      ──▶  ◀── tunnel-response           capabilities
//   tunnel-auth        ──▶  ◀── tunnel-auth-response      may the computer come in?
//   channel-create     ──▶  ◀── channel-response          to which host and port
//   data ◀──▶ data … close-channel ◀──▶ close-channel-response

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'

/** A packet. Optional fields are those that `fieldsPresent` announces. */
export type RdgPacket =
  | {
      readonly kind: 'handshake-request'
      readonly major: number
      readonly minor: number
      readonly version: number
      readonly extendedAuth: number
    }
  | {
      readonly kind: 'handshake-response'
      readonly error: number
      readonly major: number
      readonly minor: number
      readonly version: number
      readonly extendedAuth: number
    }
  | { readonly kind: 'extended-auth'; readonly error: number; readonly token: Buffer }
  | { readonly kind: 'tunnel-create'; readonly capabilities: number; readonly cookie?: Buffer }
  | {
      readonly kind: 'tunnel-response'
      readonly version: number
      readonly error: number
      readonly tunnelId?: number
      readonly capabilities?: number
    }
  | { readonly kind: 'tunnel-auth'; readonly client: string }
  | {
      readonly kind: 'tunnel-auth-response'
      readonly error: number
      readonly redirection?: number
      /** Minutes; 0 for none. */
      readonly idleTimeout?: number
    }
  | { readonly kind: 'channel-create'; readonly hosts: readonly string[]; readonly port: number }
  | { readonly kind: 'channel-response'; readonly error: number; readonly channelId?: number }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'keep-alive' }
  | { readonly kind: 'close-channel'; readonly error: number }
  | { readonly kind: 'close-channel-response'; readonly error: number }

type Kind = RdgPacket['kind']

const types: Readonly<Record<Kind, number>> = {
  'handshake-request': 1,
  'handshake-response': 2,
  'extended-auth': 3,
  'tunnel-create': 4,
  'tunnel-response': 5,
  'tunnel-auth': 6,
  'tunnel-auth-response': 7,
  'channel-create': 8,
  'channel-response': 9,
  data: 0x0a,
  'keep-alive': 0x0d,
  'close-channel': 0x10,
  'close-channel-response': 0x11,
}
const kinds: ReadonlyMap<number, Kind> = new Map(Object.entries(types).map(([kind, type]) => [type, kind as Kind]))

/** Errors of the gateway (MS-TSGU 2.2.6). */
export const rdgErrors = {
  none: 0,
  internal: 0x800759d8,
  hostUnreachable: 0x800759dd,
  notSupported: 0x800759e8,
  cookieDenied: 0x800759f8,
  unsupportedAuthentication: 0x800759f9,
} as const

/** Bytes before the body. */
export const rdgHeaderLength = 8

/** Bytes of the longest packet: data of 65,535 bytes with its length. */
export const rdgLongestPacket: number = rdgHeaderLength + 2 + 0xffff

/** The kind of transport that a channel asks for: 3, the only one. */
const channelProtocol = 3

function bytesWithLength(reader: ByteReader, what: string): Buffer {
  return Buffer.from(reader.take(reader.u16(what), what))
}

function text(reader: ByteReader, what: string): string {
  return bytesWithLength(reader, what).toString('utf16le').replace(/\0+$/, '')
}

/** One whole packet. @throws ProtocolSyntaxError when it is none, or of a type that nobody sends */
export function decodeRdg(bytes: Uint8Array): RdgPacket {
  const reader = new ByteReader('RDG', bytes)
  const type = reader.u16('the type')
  reader.u16('a reserved field')
  if (reader.u32('the length') !== bytes.length) throw reader.error('the length is not the one of the packet')
  const kind = kinds.get(type)
  if (kind === undefined) throw reader.error(`packet type ${type} does not exist`)
  return decodeBody(kind, reader)
}

function decodeBody(kind: Kind, reader: ByteReader): RdgPacket {
  const u8 = (): number => reader.u8(kind)
  const u16 = (): number => reader.u16(kind)
  const u32 = (): number => reader.u32(kind)
  switch (kind) {
    case 'handshake-request':
      return { kind, major: u8(), minor: u8(), version: u16(), extendedAuth: u16() }
    case 'handshake-response':
      return { kind, error: u32(), major: u8(), minor: u8(), version: u16(), extendedAuth: u16() }
    case 'extended-auth':
      return { kind, error: u32(), token: bytesWithLength(reader, 'the token') }
    case 'tunnel-create': {
      const capabilities = u32()
      const fields = u16()
      u16()
      if ((fields & 2) !== 0) reader.take(8, 'the context of a reauthentication')
      if ((fields & 1) === 0) return { kind, capabilities }
      return { kind, capabilities, cookie: bytesWithLength(reader, 'the cookie') }
    }
    case 'tunnel-response': {
      const head = { kind, version: u16(), error: u32() } as const
      const fields = u16()
      u16()
      return {
        ...head,
        ...((fields & 1) !== 0 && { tunnelId: u32() }),
        ...((fields & 2) !== 0 && { capabilities: u32() }),
      }
    }
    case 'tunnel-auth':
      u16()
      return { kind, client: text(reader, 'the name of the client') }
    case 'tunnel-auth-response': {
      const error = u32()
      const fields = u16()
      u16()
      return {
        kind,
        error,
        ...((fields & 1) !== 0 && { redirection: u32() }),
        ...((fields & 2) !== 0 && { idleTimeout: u32() }),
      }
    }
    case 'channel-create': {
      const count = u8() + u8()
      const port = u16()
      if (u16() !== channelProtocol) throw reader.error('the protocol of the channel does not exist')
      return { kind, port, hosts: Array.from({ length: count }, () => text(reader, 'the name of a host')) }
    }
    case 'channel-response': {
      const error = u32()
      const fields = u16()
      u16()
      return { kind, error, ...((fields & 1) !== 0 && { channelId: u32() }) }
    }
    case 'data':
      return { kind, bytes: bytesWithLength(reader, 'the data') }
    case 'keep-alive':
      return { kind }
    case 'close-channel':
    case 'close-channel-response':
      return { kind, error: u32() }
  }
}

/** The bytes of a packet. Data must have 65,535 bytes at most. */
export function encodeRdg(packet: RdgPacket): Buffer {
  const body = encodeBody(packet).end()
  return new ByteWriter()
    .u16(types[packet.kind])
    .u16(0)
    .u32(rdgHeaderLength + body.length)
    .put(body)
    .end()
}

function encodeBody(packet: RdgPacket): ByteWriter {
  const writer = new ByteWriter()
  const name = (value: string): ByteWriter => {
    const bytes = Buffer.from(`${value}\0`, 'utf16le')
    return writer.u16(bytes.length).put(bytes)
  }
  const optional = (...values: readonly (number | undefined)[]): ByteWriter => {
    const fields = values.reduce<number>((bits, value, at) => bits | (value === undefined ? 0 : 1 << at), 0)
    writer.u16(fields).u16(0)
    for (const value of values) if (value !== undefined) writer.u32(value)
    return writer
  }
  switch (packet.kind) {
    case 'handshake-request':
      return writer.u8(packet.major).u8(packet.minor).u16(packet.version).u16(packet.extendedAuth)
    case 'handshake-response':
      writer.u32(packet.error)
      return writer.u8(packet.major).u8(packet.minor).u16(packet.version).u16(packet.extendedAuth)
    case 'extended-auth':
      return writer.u32(packet.error).u16(packet.token.length).put(packet.token)
    case 'tunnel-create':
      writer
        .u32(packet.capabilities)
        .u16(packet.cookie === undefined ? 0 : 1)
        .u16(0)
      return packet.cookie === undefined ? writer : writer.u16(packet.cookie.length).put(packet.cookie)
    case 'tunnel-response':
      writer.u16(packet.version).u32(packet.error)
      return optional(packet.tunnelId, packet.capabilities)
    case 'tunnel-auth':
      writer.u16(0)
      return name(packet.client)
    case 'tunnel-auth-response':
      writer.u32(packet.error)
      return optional(packet.redirection, packet.idleTimeout)
    case 'channel-create':
      writer.u8(packet.hosts.length).u8(0).u16(packet.port).u16(channelProtocol)
      for (const host of packet.hosts) name(host)
      return writer
    case 'channel-response':
      writer.u32(packet.error)
      return optional(packet.channelId)
    case 'data':
      return writer.u16(packet.bytes.length).put(packet.bytes)
    case 'keep-alive':
      return writer
    case 'close-channel':
    case 'close-channel-response':
      return writer.u32(packet.error)
  }
}
