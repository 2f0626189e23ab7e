// How a channel is replaced by a successor before its gigabyte is used up (MS-RPCH 3.2.1.5.3), as both ends of it see a
// server that is its own proxy (the sequences IN_R2 and OUT_R2).
//
//   IN    client ── A1 ──▶ successor      client ◀── A4 ── OUT      client ── A5 ──▶ predecessor, which ends
//   OUT   client ◀── A2 ── predecessor    client ── A3 ──▶ successor
//         client ◀── A6 ── predecessor    client ── A7 ──▶ IN, C1 ──▶ successor    client ◀── B3 ── predecessor, which ends

import type { RtsCommand } from './commands.ts'
import { encodeRts, type RtsPdu, rtsFlags } from './rts.ts'

/** Who is to be replaced by whom; cookies of 16 bytes. */
export interface Succession {
  readonly virtualConnection: Buffer
  readonly predecessor: Buffer
  readonly successor: Buffer
}

const version = { kind: 'version', version: 1 } as const
const toClient = { kind: 'destination', destination: 'client' } as const
const cookie = (value: Buffer): RtsCommand => ({ kind: 'cookie', cookie: value })
const successionCommands = (packet: Succession): readonly RtsCommand[] => [
  version,
  cookie(packet.virtualConnection),
  cookie(packet.predecessor),
  cookie(packet.successor),
]

/** IN_R1/A1 and IN_R2/A1: the first of a successor IN channel's body (2.2.4.10). */
export function inA1(packet: Succession): Buffer {
  return encodeRts({ flags: rtsFlags.recycleChannel, commands: successionCommands(packet) })
}

/** OUT_R1/A3 and OUT_R2/A3, 96 bytes: the first of a successor OUT channel's body (2.2.4.25). */
export function outA3(packet: Succession & { readonly receiveWindow: number }): Buffer {
  const window = { kind: 'receive-window-size', bytes: packet.receiveWindow } as const
  return encodeRts({ flags: rtsFlags.recycleChannel, commands: [...successionCommands(packet), window] })
}

/** IN_R2/A4: the server has the successor IN channel (2.2.4.21). */
export function inA4(): Buffer {
  return encodeRts({ flags: rtsFlags.none, commands: [toClient] })
}

/** IN_R2/A5: from here on the successor IN channel is used; the last of its predecessor. */
export function inA5(successor: Buffer): Buffer {
  return encodeRts({ flags: rtsFlags.none, commands: [cookie(successor)] })
}

/** OUT_R2/A2: the client is to open a successor OUT channel. */
export function outA2(): Buffer {
  return encodeRts({ flags: rtsFlags.recycleChannel, commands: [toClient] })
}

/** OUT_R2/A6: the server has the successor OUT channel (2.2.4.39). */
export function outA6(): Buffer {
  return encodeRts({ flags: rtsFlags.none, commands: [toClient, { kind: 'ance' }] })
}

/** OUT_R2/A7, on the IN channel: the client is ready for the successor OUT channel (2.2.4.40). */
export function outA7(successor: Buffer): Buffer {
  const server = { kind: 'destination', destination: 'server' } as const
  return encodeRts({ flags: rtsFlags.outChannel, commands: [server, cookie(successor), version] })
}

/** OUT_R2/B3: the last of the predecessor. */
export function outB3(): Buffer {
  return encodeRts({ flags: rtsFlags.endOfFile, commands: [{ kind: 'ance' }] })
}

/** OUT_R2/C1, 24 bytes: fills up the 120 bytes that a successor OUT channel's request has announced (2.2.4.45). */
export function outC1(): Buffer {
  return encodeRts({ flags: rtsFlags.ping, commands: [{ kind: 'empty' }] })
}

function readSuccession({ flags, commands }: RtsPdu, count: number): Succession | undefined {
  const [first, connection, predecessor, successor] = commands
  if (flags !== rtsFlags.recycleChannel || commands.length !== count || first?.kind !== 'version') return undefined
  if (connection?.kind !== 'cookie' || predecessor?.kind !== 'cookie' || successor?.kind !== 'cookie') return undefined
  return {
    virtualConnection: connection.cookie,
    predecessor: predecessor.cookie,
    successor: successor.cookie,
  }
}

/** What the A1 of an IN channel says; undefined when the PDU is another. */
export function readInA1(pdu: RtsPdu): Succession | undefined {
  return readSuccession(pdu, 4)
}

/** What the A3 of an OUT channel says, with the client's receive window in bytes; undefined when the PDU is another. */
export function readOutA3(pdu: RtsPdu): (Succession & { readonly receiveWindow: number }) | undefined {
  const succession = readSuccession(pdu, 5)
  const window = pdu.commands[4]
  if (succession === undefined || window?.kind !== 'receive-window-size') return undefined
  return { ...succession, receiveWindow: window.bytes }
}

/** The successor's cookie out of an IN_R2/A5; undefined when the PDU is another. */
export function readInA5({ flags, commands: [only, ...more] }: RtsPdu): Buffer | undefined {
  return flags === rtsFlags.none && only?.kind === 'cookie' && more.length === 0 ? only.cookie : undefined
}

/** The successor's cookie out of an OUT_R1/A7 or OUT_R2/A7; undefined when the PDU is another. */
export function readOutA7({ flags, commands: [destination, successor] }: RtsPdu): Buffer | undefined {
  if (flags !== rtsFlags.outChannel || destination?.kind !== 'destination') return undefined
  return successor?.kind === 'cookie' ? successor.cookie : undefined
}
