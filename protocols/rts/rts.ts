// RTS PDUs: the housekeeping of RPC over HTTP v2's two channels.

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { pduHeaderLength, pduTypes, wholePdu } from '../dcerpc/header.ts'
import { encodePdu } from '../dcerpc/pdu.ts'
import { type RtsCommand, readCommand, writeCommand } from './commands.ts'

/** MS-RPCH 2.2.3.6. */
export const rtsFlags = {
  none: 0,
  ping: 1,
  otherCommand: 2,
  recycleChannel: 4,
  inChannel: 8,
  outChannel: 0x10,
  endOfFile: 0x20,
  echo: 0x40,
} as const

/** An RTS PDU: its own flags (`rtsFlags`) and commands. */
export interface RtsPdu {
  readonly flags: number
  readonly commands: readonly RtsCommand[]
}

/** @throws ProtocolSyntaxError when the bytes are not one whole RTS PDU. */
export function decodeRts(bytes: Uint8Array): RtsPdu {
  wholePdu(bytes, pduTypes.rts, 'RTS')
  const reader = new ByteReader('RTS', bytes, pduHeaderLength)
  const flags = reader.u16('the flags')
  const count = reader.u16('the number of commands')
  const commands: RtsCommand[] = []
  while (commands.length < count) commands.push(readCommand(reader))
  if (reader.left > 0) throw reader.error(`${reader.left} bytes follow the last command`)
  return { flags, commands }
}

/** The bytes of an RTS PDU. */
export function encodeRts({ flags, commands }: RtsPdu): Buffer {
  const writer = new ByteWriter().u16(flags).u16(commands.length)
  for (const command of commands) writeCommand(writer, command)
  return encodePdu(pduTypes.rts, 0, writer)
}
