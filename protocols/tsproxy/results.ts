// The results of TsProxyRpcInterface, both ways (MS-TSGU 2.2.9, 3.2.6; layouts as FreeRDP 2.11 reads them).
//
//   CreateTunnel      pointer, packet QUARENC_RESPONSE ─ handle ─ tunnel id u32 ─ HRESULT
//   AuthorizeTunnel   pointer, packet RESPONSE                              ─ HRESULT
//   CreateChannel     handle ─ channel id u32 ─ HRESULT
//   Close…            null handle ─ HRESULT

import { NdrReader, NdrWriter } from '../dcerpc/index.ts'
import { tsErrors, tsPackets } from './constants.ts'
import { readVersionCaps, type VersionCaps, writeVersionCaps } from './requests.ts'

/** The parts of TSG_PACKET_QUARENC_RESPONSE that say something without health checks: flags and certificates are 0. */
export interface CreatedTunnel extends VersionCaps {
  readonly handle: Buffer
  readonly tunnelId: number
  /** A GUID in text form, of no use without health checks. */
  readonly nonce: string
}

const nullHandle = Buffer.alloc(20)

/** A tunnel that stands, with TSG_PACKET_QUARENC_RESPONSE: the packet where no message is to be consented to. */
export function writeCreatedTunnel(created: CreatedTunnel): Buffer {
  const writer = new NdrWriter().pointer()
  writer.u32(tsPackets.quarantineEncResponse).u32(tsPackets.quarantineEncResponse).pointer()
  writer.u32(0).u32(0).pointer(false).uuid(created.nonce).pointer()
  return writeVersionCaps(writer, created).contextHandle(created.handle).u32(created.tunnelId).u32(0).end()
}

/** A tunnel that was refused: nothing but the error. */
export function writeRefusedTunnel(error: number): Buffer {
  return new NdrWriter().pointer(false).contextHandle(nullHandle).u32(0).u32(error).end()
}

/** The tunnel, or the error of the gateway. @throws ProtocolSyntaxError */
export function readCreatedTunnel(stub: Uint8Array): CreatedTunnel | { readonly error: number } {
  const reader = new NdrReader(stub)
  if (!reader.pointer('the packet')) {
    reader.contextHandle('the tunnel')
    reader.u32('the number of the tunnel')
    return { error: reader.u32('the return value') }
  }
  const kind = reader.u32('the kind of packet')
  if (kind !== tsPackets.quarantineEncResponse) throw reader.error(`a packet 0x${kind.toString(16)} is not awaited`)
  reader.u32('the kind of packet')
  reader.pointer('the packet')
  reader.u32('the flags')
  reader.u32('the length of the certificates')
  const certificates = reader.pointer('the certificates')
  const nonce = reader.uuid('the nonce')
  reader.pointer('the versions')
  if (certificates) reader.string16('the certificates')
  const caps = readVersionCaps(reader)
  const created = { ...caps, nonce, handle: reader.contextHandle('the tunnel') }
  const tunnelId = reader.u32('the number of the tunnel')
  const error = reader.u32('the return value')
  return error === tsErrors.none ? { ...created, tunnelId } : { error }
}

/** A tunnel that is authorized: all redirections allowed. @param idleMinutes 0 for none; undefined when not agreed on */
export function writeAuthorized(idleMinutes: number | undefined): Buffer {
  const writer = new NdrWriter().pointer().u32(tsPackets.response).u32(tsPackets.response).pointer()
  const length = idleMinutes === undefined ? 0 : 4
  writer
    .u32(tsPackets.quarantineRequest)
    .u32(0)
    .pointer(length > 0)
    .u32(length)
  writer.u32(1)
  for (let flag = 1; flag < 8; flag++) writer.u32(0)
  if (idleMinutes !== undefined) writer.u32(length).u32(idleMinutes)
  return writer.u32(tsErrors.none).end()
}

/** An error where a packet would stand: of AuthorizeTunnel and MakeTunnelCall. */
export function writeNoPacket(error: number): Buffer {
  return new NdrWriter().pointer(false).u32(error).end()
}

/** The error of AuthorizeTunnel or MakeTunnelCall: the last thing in the stub. @throws ProtocolSyntaxError */
export function readReturnValue(stub: Uint8Array): number {
  return new NdrReader(stub.subarray(Math.max(0, stub.length - 4))).u32('the return value')
}

/** A channel, or the error with the null handle. */
export function writeChannel(channel: { readonly handle: Uint8Array; readonly id: number } | number): Buffer {
  if (typeof channel === 'number') return new NdrWriter().contextHandle(nullHandle).u32(0).u32(channel).end()
  return new NdrWriter().contextHandle(channel.handle).u32(channel.id).u32(tsErrors.none).end()
}

/** @throws ProtocolSyntaxError */
export function readChannel(stub: Uint8Array): { readonly handle: Buffer; readonly error: number } {
  const reader = new NdrReader(stub)
  const handle = reader.contextHandle('the channel')
  reader.u32('the number of the channel')
  return { handle, error: reader.u32('the return value') }
}

/** The answer to CloseChannel and CloseTunnel: the handle that is left, and the error. */
export function writeClosed(handle: Uint8Array, error: number): Buffer {
  return new NdrWriter().contextHandle(handle).u32(error).end()
}

/** The bare return value of SendToServer and, as its last part, of SetupReceivePipe. */
export function writeReturnValue(error: number): Buffer {
  return new NdrWriter().u32(error).end()
}
