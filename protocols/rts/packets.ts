// The packets that open and keep a virtual connection (MS-RPCH 2.2.4; reference exchange-protocols.md 2.8).
//
//   client ── OUT channel: CONN/A1 ──▶ server        client ── IN channel: CONN/B1 ──▶ server
//   client ◀── OUT channel: CONN/A3, CONN/C2 ── server, once both are there; joined by the virtual connection's cookie

import type { RtsCommand } from './commands.ts'
import { encodeRts, type RtsPdu, rtsFlags } from './rts.ts'

/** Content-Length of the IN request and of the OUT answer: 1 GiB. */
export const channelLifetime = 0x40000000
/** Bytes that a side takes in before it wants to be asked again. */
export const receiveWindowSize = 262_144
/** Milliseconds; the server pings before they are over. */
export const connectionTimeout = 120_000
/** Milliseconds. */
const clientKeepalive = 300_000

const version = { kind: 'version', version: 1 } as const

/** What the client says of the OUT channel. */
export interface ConnA1 {
  readonly virtualConnection: Buffer
  readonly outChannel: Buffer
  readonly receiveWindow: number
}

/** What the client says of the IN channel; lifetime in bytes, keepalive in milliseconds. */
export interface ConnB1 {
  readonly virtualConnection: Buffer
  readonly inChannel: Buffer
  readonly lifetime: number
  readonly keepalive: number
  readonly associationGroup: Buffer
}

/** CONN/A1, 76 bytes: the first of the OUT request's body. Cookies have 16 bytes. */
export function connA1(packet: Omit<ConnA1, 'receiveWindow'> & { readonly receiveWindow?: number }): Buffer {
  return encodeRts({
    flags: rtsFlags.none,
    commands: [
      version,
      { kind: 'cookie', cookie: packet.virtualConnection },
      { kind: 'cookie', cookie: packet.outChannel },
      { kind: 'receive-window-size', bytes: packet.receiveWindow ?? receiveWindowSize },
    ],
  })
}

/** CONN/B1, 104 bytes: the first of the IN request's body. Cookies and group have 16 bytes. */
export function connB1(
  packet: Omit<ConnB1, 'lifetime' | 'keepalive'> & { readonly lifetime?: number; readonly keepalive?: number },
): Buffer {
  return encodeRts({
    flags: rtsFlags.none,
    commands: [
      version,
      { kind: 'cookie', cookie: packet.virtualConnection },
      { kind: 'cookie', cookie: packet.inChannel },
      { kind: 'channel-lifetime', bytes: packet.lifetime ?? channelLifetime },
      { kind: 'client-keepalive', milliseconds: packet.keepalive ?? clientKeepalive },
      { kind: 'association-group-id', id: packet.associationGroup },
    ],
  })
}

/** CONN/A3, 28 bytes: the server has the OUT channel. */
export function connA3(milliseconds: number = connectionTimeout): Buffer {
  return encodeRts({ flags: rtsFlags.none, commands: [{ kind: 'connection-timeout', milliseconds }] })
}

/** CONN/C2, 44 bytes: both channels are joined; RPC may begin. */
export function connC2(window: number = receiveWindowSize, milliseconds: number = connectionTimeout): Buffer {
  return encodeRts({
    flags: rtsFlags.none,
    commands: [version, { kind: 'receive-window-size', bytes: window }, { kind: 'connection-timeout', milliseconds }],
  })
}

/** Ping, 20 bytes, either channel. */
export function ping(): Buffer {
  return encodeRts({ flags: rtsFlags.ping, commands: [] })
}

/** The answer to an echo request (RPCPing, connectivity analysers), 20 bytes. */
export function echo(): Buffer {
  return encodeRts({ flags: rtsFlags.echo, commands: [] })
}

/** A client's keep-alive on the IN channel, 28 bytes. */
export function keepAlive(milliseconds: number): Buffer {
  return encodeRts({ flags: rtsFlags.otherCommand, commands: [{ kind: 'client-keepalive', milliseconds }] })
}

/** FlowControlAckWithDestination, 56 bytes. */
export function flowControlAck(
  destination: Extract<RtsCommand, { kind: 'destination' }>['destination'],
  ack: Omit<Extract<RtsCommand, { kind: 'flow-control-ack' }>, 'kind'>,
): Buffer {
  return encodeRts({
    flags: rtsFlags.otherCommand,
    commands: [
      { kind: 'destination', destination },
      { kind: 'flow-control-ack', ...ack },
    ],
  })
}

/** What a CONN/A1 says; undefined when the PDU is another. */
export function readConnA1(pdu: RtsPdu): ConnA1 | undefined {
  const [first, connection, channel, window] = pdu.commands
  if (pdu.flags !== rtsFlags.none || pdu.commands.length !== 4 || first?.kind !== 'version') return undefined
  if (connection?.kind !== 'cookie' || channel?.kind !== 'cookie') return undefined
  if (window?.kind !== 'receive-window-size') return undefined
  return { virtualConnection: connection.cookie, outChannel: channel.cookie, receiveWindow: window.bytes }
}

/** What a CONN/B1 says; undefined when the PDU is another. */
export function readConnB1(pdu: RtsPdu): ConnB1 | undefined {
  const [first, connection, channel, lifetime, keepalive, group] = pdu.commands
  if (pdu.flags !== rtsFlags.none || pdu.commands.length !== 6 || first?.kind !== 'version') return undefined
  if (connection?.kind !== 'cookie' || channel?.kind !== 'cookie' || lifetime?.kind !== 'channel-lifetime')
    return undefined
  if (keepalive?.kind !== 'client-keepalive' || group?.kind !== 'association-group-id') return undefined
  return {
    virtualConnection: connection.cookie,
    inChannel: channel.cookie,
    lifetime: lifetime.bytes,
    keepalive: keepalive.milliseconds,
    associationGroup: group.id,
  }
}

/** The connection timeout of a CONN/A3 in milliseconds; undefined when the PDU is another. */
export function readConnA3(pdu: RtsPdu): number | undefined {
  const [timeout] = pdu.commands
  return pdu.commands.length === 1 && timeout?.kind === 'connection-timeout' ? timeout.milliseconds : undefined
}

/** Receive window (bytes) and connection timeout (milliseconds) of a CONN/C2; undefined when the PDU is another. */
export function readConnC2(pdu: RtsPdu): { readonly window: number; readonly timeout: number } | undefined {
  const [first, window, timeout] = pdu.commands
  if (pdu.commands.length !== 3 || first?.kind !== 'version') return undefined
  if (window?.kind !== 'receive-window-size' || timeout?.kind !== 'connection-timeout') return undefined
  return { window: window.bytes, timeout: timeout.milliseconds }
}
