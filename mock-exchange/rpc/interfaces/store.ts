// EMSMDB, the mailbox store ([MS-OXCRPC] 3.1.4), over RPC. What ROPs do is in mock-exchange/rop.
//
//   10 EcDoConnectEx ─▶ session context handle ─▶ 11 EcDoRpcExt2 (ROPs) · 14 EcDoAsyncConnectEx ─▶ 1 EcDoDisconnect

import { NdrReader, NdrWriter, rpcInterfaces } from '../../../protocols/dcerpc/index.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { legacyDnOf, recipientsDn } from '../../mailbox/legacy-dn.ts'
import { mailboxesOf } from '../../mailbox/store.ts'
import { executeBuffers } from '../../rop/execute-buffers.ts'
import { ropServerOf } from '../../rop/server.ts'
import { RopSession } from '../../rop/session.ts'
import { type Build, versionOf } from '../../vdirs/exchange-version.ts'
import { HandleKind, nullHandle } from '../context-handles.ts'
import { storePort } from '../ports.ts'
import type { RpcCall, RpcInterface, RpcOperation } from '../types.ts'

/** Sessions with the store; one that its client left is closed. */
const sessions: HandleKind<RopSession> = new HandleKind((session) => session.close())

/** What waits for a session's notifications: the asynchronous interface's handles. */
export const asyncSessions: HandleKind<{ readonly session: RopSession }> = new HandleKind()

export const store: RpcInterface = {
  name: 'Microsoft Information Store',
  syntax: rpcInterfaces.emsmdb,
  ports: [storePort],
  operations: { 1: disconnect, 6: dummy, 10: connectEx, 11: rpcExt2, 14: asyncConnectEx },
}

/** Polling and retry times in milliseconds, as MAPI over HTTP tells them too. */
const polling = { pollsMax: 60_000, retryCount: 6, retryDelay: 10_000 } as const
/** Bytes that an answer's ROP buffer may have ([MS-OXCRPC] 3.1.4.2: pcbOut). */
const largestOutput = 0x4_0000

function connectEx(stub: Buffer, call: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  const dn = reader.string8('the DN of the user').toString('latin1').toLowerCase()
  for (const what of ['the flags', 'the connection', 'the limit', 'the code page', 'two locales', 'two locales']) {
    reader.u32(what)
  }
  reader.u32('a session to link to')
  reader.u16('whether code pages are converted')
  const clientVersion = Array.from({ length: 3 }, () => reader.u16('the version of the client'))
  const timeStamp = reader.u32('a time stamp')
  reader.conformantBytes('the auxiliary buffer')
  reader.u32('the size of the auxiliary buffer')
  reader.u32('the room for auxiliary information')

  const { server, user } = call
  const owner = server.users.find((one) => legacyDnOf(one).toLowerCase() === dn)
  const exists = owner !== undefined && mailboxesOf(server).of(owner) !== undefined
  const refused = !exists ? mapiErrors.unknownUser : owner !== user ? mapiErrors.accessDenied : undefined
  const { handle, code } = refused === undefined ? opened(call) : { handle: nullHandle, code: refused }
  const text = (value: string): string | undefined => (code === mapiErrors.success ? value : undefined)
  const writer = new NdrWriter()
    .contextHandle(handle)
    .u32(polling.pollsMax)
    .u32(polling.retryCount)
    .u32(polling.retryDelay)
    .u16(0)
  for (const value of [text(recipientsDn), text(user.displayName)]) {
    writer.unique(value, (one) => writer.align(4).string8(Buffer.from(one, 'latin1')))
  }
  for (const word of [...versionWords(versionOf(server.plan).build), ...clientVersion]) writer.u16(word)
  return writer.u32(timeStamp).conformantVaryingBytes(Buffer.alloc(0)).u32(0).u32(code).end()
}

/** A session, or why there is none. */
function opened({ server, user, handles }: RpcCall): { readonly handle: Buffer; readonly code: number } {
  let session: RopSession | undefined
  try {
    session = new RopSession(ropServerOf(server), user)
    return { handle: handles.open(sessions, session), code: mapiErrors.success }
  } catch (error) {
    session?.close()
    if (error instanceof MapiError) return { handle: nullHandle, code: error.code }
    throw error
  }
}

/** Three words: major and minor, build with its highest bit set, revision ([MS-OXCRPC] 3.1.4.1.3.1). */
function versionWords([major, minor, build, revision]: Build): readonly number[] {
  return [(major << 8) | minor, 0x8000 | build, revision]
}

function rpcExt2(stub: Buffer, call: RpcCall): Buffer {
  const reader = new NdrReader(stub)
  const handle = reader.contextHandle('the session')
  const session = call.handles.find(sessions, handle)
  reader.u32('the flags')
  const input = reader.conformantBytes('the ROP buffer')
  reader.u32('the size of the ROP buffer')
  const room = Math.min(reader.u32('the room for the answer'), largestOutput)
  reader.conformantBytes('the auxiliary buffer')
  reader.u32('the size of the auxiliary buffer')
  reader.u32('the room for auxiliary information')
  const { output, code } = executed(session, input, room)
  return new NdrWriter()
    .contextHandle(handle)
    .u32(0)
    .conformantVaryingBytes(output)
    .u32(output.length)
    .conformantVaryingBytes(Buffer.alloc(0))
    .u32(0)
    .u32(0)
    .u32(code)
    .end()
}

function executed(
  session: RopSession,
  input: Uint8Array,
  room: number,
): { readonly output: Buffer; readonly code: number } {
  try {
    return { output: executeBuffers(session, input, room), code: mapiErrors.success }
  } catch (error) {
    if (error instanceof MapiError) return { output: Buffer.alloc(0), code: error.code }
    throw error
  }
}

function disconnect(stub: Buffer, { handles }: RpcCall): Buffer {
  const handle = new NdrReader(stub).contextHandle('the session')
  handles.find(sessions, handle).close()
  return new NdrWriter().contextHandle(handles.close(handle)).u32(mapiErrors.success).end()
}

/** Clients see with it that the server is there. */
function dummy(): ReturnType<RpcOperation> {
  return new NdrWriter().u32(mapiErrors.success).end()
}

/** A handle for the asynchronous interface ([MS-OXCRPC] 3.1.4.4). */
function asyncConnectEx(stub: Buffer, { handles }: RpcCall): Buffer {
  const session = handles.find(sessions, new NdrReader(stub).contextHandle('the session'))
  return new NdrWriter().contextHandle(handles.open(asyncSessions, { session })).u32(mapiErrors.success).end()
}
