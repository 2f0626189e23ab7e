// The endpoint mapper (C706 appendix O): at which port an interface is found. Exchange registers its own for ncacn_http.
//   2 ept_lookup   3 ept_map   4 ept_lookup_handle_free

import {
  contextHandleLength,
  decodeTower,
  encodeTower,
  NdrReader,
  NdrWriter,
  ndr,
  rpcInterfaces,
  type Tower,
} from '../../../protocols/dcerpc/index.ts'
import { HandleKind, nullHandle } from '../context-handles.ts'
import { endpointMapperPort } from '../ports.ts'
import type { RpcCall, RpcInterface } from '../types.ts'

const ok = 0
/** ept_s_not_registered: there is none, or none is left (C706 appendix E). */
const notRegistered = 0x16c9a0d6
const noObject = '00000000-0000-0000-0000-000000000000'

/** Entries in one answer at most: as many as Windows' own mapper gives. */
const mostEntries = 500

/** Characters of an annotation with its NUL (ept_max_annotation_size). */
const annotationRoom = 64

interface Entry {
  readonly tower: Tower
  readonly annotation: string
}

/** A lookup that is not over yet: the entries that the client has not been given. */
const lookups = new HandleKind<{ rest: readonly Entry[] }>()

export const endpointMapper: RpcInterface = {
  name: 'Endpoint mapper',
  syntax: rpcInterfaces.endpointMapper,
  ports: [endpointMapperPort],
  operations: { 2: lookUp, 3: map, 4: freeHandle },
}

/** Every interface of Exchange at each of its own endpoints. */
function registered({ interfaces, server }: RpcCall): readonly Entry[] {
  return interfaces.flatMap(({ name, syntax, ports }) =>
    // What every endpoint has is not registered: the mapper itself, and the management interface.
    ports.includes(endpointMapperPort)
      ? []
      : ports.map((port) => ({
          annotation: name,
          tower: {
            interface: syntax,
            transfer: ndr,
            transport: 'ncacn_http' as const,
            port,
            address: server.plan.address,
          },
        })),
  )
}

function lookUp(stub: Buffer, call: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  const inquiry = reader.u32('the kind of inquiry')
  reader.unique('the object', () => reader.uuid('the object'))
  const wanted = reader.unique('the interface', () => ({
    id: reader.uuid('the interface'),
    major: reader.u16('its version'),
    minor: reader.u16('its version'),
  }))
  const versions = reader.u32('which versions')
  const handle = reader.contextHandle('the lookup')
  const room = Math.min(reader.u32('the number of entries'), mostEntries)

  const byInterface = (inquiry === 1 || inquiry === 3) && wanted !== undefined
  const found = registered(call).filter(
    ({ tower }) =>
      // Kind 2 and 3 ask for an object: none of Exchange's interfaces has one.
      (inquiry === 0 || inquiry === 1) && (!byInterface || matches(tower.interface, wanted, versions)),
  )
  const { given, next } = page(call, handle, found, room)
  const writer = new NdrWriter().contextHandle(next).u32(given.length).u32(room).u32(0).u32(given.length)
  for (const { annotation } of given) {
    writer.uuid(noObject).pointer()
    const text = Buffer.from(`${annotation.slice(0, annotationRoom - 1)}\0`, 'latin1')
    writer.u32(0).u32(text.length).bytes(text).align(4)
  }
  for (const { tower } of given) putTower(writer, tower)
  return writer.u32(given.length === 0 ? notRegistered : ok).end()
}

/** vers_option of rpc_mgmt_ep_elt_inq_begin: all, compatible, exact, major only, up to. */
function matches({ id, major, minor }: Tower['interface'], wanted: Tower['interface'], versions: number): boolean {
  if (id !== wanted.id) return false
  if (versions === 2) return major === wanted.major && minor >= wanted.minor
  if (versions === 3) return major === wanted.major && minor === wanted.minor
  if (versions === 4) return major === wanted.major
  if (versions === 5) return major < wanted.major || (major === wanted.major && minor <= wanted.minor)
  return true
}

function map(stub: Buffer, call: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  reader.unique('the object', () => reader.uuid('the object'))
  const asked = reader.unique('the tower', () => {
    const room = reader.conformance('the tower')
    const length = reader.u32('the length of the tower')
    if (length !== room) throw reader.error(`a tower of ${length} bytes in a room of ${room}`)
    return decodeTower(reader.bytes(length, 'the tower'))
  })
  const handle = reader.contextHandle('the lookup')
  const room = Math.min(reader.u32('the number of towers'), mostEntries)

  const found = registered(call).filter(
    ({ tower }) => asked?.transport === tower.transport && matches(tower.interface, asked.interface, 2),
  )
  const { given, next } = page(call, handle, found, room)
  const writer = new NdrWriter().contextHandle(next).u32(given.length).u32(room).u32(0).u32(given.length)
  for (const _ of given) writer.pointer()
  for (const { tower } of given) putTower(writer, tower)
  return writer.u32(given.length === 0 ? notRegistered : ok).end()
}

function freeHandle(stub: Buffer, { handles }: RpcCall): Buffer {
  const handle = new NdrReader(stub).contextHandle('the lookup')
  if (!handle.equals(nullHandle)) handles.find(lookups, handle)
  return new NdrWriter().contextHandle(handles.close(handle)).u32(ok).end()
}

/** The next entries of a lookup, which the null handle begins; the handle for the rest is null when there is none. */
function page(
  { handles }: RpcCall,
  handle: Buffer,
  found: readonly Entry[],
  room: number,
): { readonly given: readonly Entry[]; readonly next: Buffer } {
  const begun = handle.length === contextHandleLength && !handle.equals(nullHandle)
  const all = begun ? handles.find(lookups, handle).rest : found
  const given = all.slice(0, room)
  const rest = all.slice(room)
  if (begun) handles.close(handle)
  return { given, next: rest.length === 0 ? nullHandle : handles.open(lookups, { rest }) }
}

/** twr_t: its length twice, as the room of the array and as a member. */
function putTower(writer: NdrWriter, tower: Tower): void {
  const bytes = encodeTower(tower)
  writer.u32(bytes.length).u32(bytes.length).bytes(bytes)
}
