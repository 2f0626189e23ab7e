// Protocol towers: where an interface is found, as the endpoint mapper tells it (C706 appendix L).
//
//   u16 number of floors; each floor: u16 length, protocol id and its data; u16 length, address data
//   interface │ transfer syntax │ 0b connection-oriented RPC │ 07 TCP or 1f HTTP: port, big-endian │ 09 IP: address

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import type { RpcSyntax } from './interfaces.ts'
import { uuidFromBytes, uuidToBytes } from './uuid.ts'

const floorIds = { uuid: 0x0d, connectionOriented: 0x0b, tcp: 0x07, http: 0x1f, ip: 0x09 } as const

/** A tower of connection-oriented RPC over TCP or HTTP. */
export interface Tower {
  readonly interface: RpcSyntax
  readonly transfer: RpcSyntax
  readonly transport: 'ncacn_ip_tcp' | 'ncacn_http'
  readonly port: number
  /** IPv4 in dotted form; 0.0.0.0 in a question. */
  readonly address: string
}

function syntaxFloor({ id, major, minor }: RpcSyntax): [Buffer, Buffer] {
  return [new ByteWriter().u8(floorIds.uuid).put(uuidToBytes(id)).u16(major).end(), new ByteWriter().u16(minor).end()]
}

/** Its bytes. */
export function encodeTower(tower: Tower): Buffer {
  const port = Buffer.alloc(2)
  port.writeUInt16BE(tower.port)
  const transport = tower.transport === 'ncacn_http' ? floorIds.http : floorIds.tcp
  const floors: [Buffer, Buffer][] = [
    syntaxFloor(tower.interface),
    syntaxFloor(tower.transfer),
    [Buffer.of(floorIds.connectionOriented), Buffer.of(0, 0)],
    [Buffer.of(transport), port],
    [Buffer.of(floorIds.ip), Buffer.from(tower.address.split('.').map(Number))],
  ]
  const writer = new ByteWriter().u16(floors.length)
  for (const [left, right] of floors) writer.u16(left.length).put(left).u16(right.length).put(right)
  return writer.end()
}

/**
 * Undefined for a tower of another shape: named pipes, datagrams.
 * @throws ProtocolSyntaxError when the floors do not fit into the bytes
 */
export function decodeTower(bytes: Uint8Array): Tower | undefined {
  const reader = new ByteReader('DCE/RPC', bytes)
  const count = reader.u16('the number of floors')
  const floors: { readonly left: Buffer; readonly right: Buffer }[] = []
  while (floors.length < count) {
    const left = reader.take(reader.u16('a floor'), 'a floor')
    floors.push({ left, right: reader.take(reader.u16('a floor'), 'a floor') })
  }
  const [wanted, transfer, rpc, transport, host] = floors
  const [one, other] = [syntaxOf(wanted), syntaxOf(transfer)]
  if (one === undefined || other === undefined || rpc?.left[0] !== floorIds.connectionOriented) return undefined
  const name = transport?.left[0] === floorIds.http ? 'ncacn_http' : 'ncacn_ip_tcp'
  if (transport === undefined || transport.right.length !== 2) return undefined
  if (name === 'ncacn_ip_tcp' && transport.left[0] !== floorIds.tcp) return undefined
  const address = host?.left[0] === floorIds.ip && host.right.length === 4 ? [...host.right].join('.') : '0.0.0.0'
  return { interface: one, transfer: other, transport: name, port: transport.right.readUInt16BE(0), address }
}

function syntaxOf(floor: { readonly left: Buffer; readonly right: Buffer } | undefined): RpcSyntax | undefined {
  if (floor === undefined || floor.left.length !== 19 || floor.left[0] !== floorIds.uuid) return undefined
  if (floor.right.length !== 2) return undefined
  const id = uuidFromBytes(floor.left.subarray(1, 17))
  return { id, major: floor.left.readUInt16LE(17), minor: floor.right.readUInt16LE(0) }
}
