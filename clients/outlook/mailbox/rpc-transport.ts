// A session with the mailbox by RPC over HTTP (Outlook Anywhere): EMSMDB at port 6001, the address book at 6004.

import { CauseError } from '../../../base/failure-cause.ts'
import {
  contextHandleLength,
  NdrReader,
  NdrWriter,
  type RpcSyntax,
  rpcInterfaces,
} from '../../../protocols/dcerpc/index.ts'
import { readTagArray } from '../../../protocols/nspi/ndr-values.ts'
import { resolutions } from '../../../protocols/nspi/stat.ts'
import type { ActionRun } from '../../action-run.ts'
import type { AuthenticationScheme } from '../../http/index.ts'
import { answered, logOnRefused, placeOf } from '../../words.ts'
import { endpointUrl, openChannels, type RpcChannels } from '../rpc-channels.ts'
import { RpcConnection, RpcRefusal } from '../rpc-connection.ts'
import { RpcClientSecurity } from '../rpc-security.ts'
import { connectError } from './connect-error.ts'
import type { RopTransport } from './transport.ts'
import { Unavailable } from './unavailable.ts'

/** Where the proxy is, what is behind it, and how the client logs on. */
export interface RpcEndpoint {
  readonly proxy: URL
  /** `<guid>@<domain>`. */
  readonly mailboxServer: string
  readonly dn: string
  readonly auth: AuthenticationScheme
}

const ports = { store: 6001, directory: 6004 } as const
/** Operations of EMSMDB and NSPI ([MS-OXCRPC] 3.1.4, [MS-OXNSPI] 3.1.4.1). */
const operations = { disconnect: 1, connectEx: 10, rpcExt2: 11, asyncConnectEx: 14, asyncWaitEx: 0 } as const
const addressBook = { bind: 0, unbind: 1, resolveNamesW: 20 } as const
/** Contexts of the connection to the store, in the order of its BIND. */
const contexts = { async: 1 } as const
/** Bytes that the client has room for. */
const room = 0x8000

/** Opens a session. @throws Unavailable when the proxy does not serve Outlook Anywhere; CauseError */
export async function connectByRpc(run: ActionRun, endpoint: RpcEndpoint): Promise<RopTransport & Disposable> {
  const channels = await open(run, endpoint, ports.store)
  try {
    const client = await bound(run, channels, endpoint, rpcInterfaces.emsmdb, rpcInterfaces.asyncEmsmdb)
    const { handle, displayName } = await connectEx(client, endpoint)
    return {
      displayName,
      execute: (buffers) => rpcExt2(client, handle, buffers),
      async wait({ patience, onHeld }) {
        const stub = new NdrWriter().contextHandle(handle).end()
        const opened = new NdrReader(await client.call(operations.asyncConnectEx, stub))
        const waiting = new NdrWriter().contextHandle(opened.contextHandle('the asynchronous session')).u32(0).end()
        // Nothing on the wire says that a call is held; it is sent, and no answer has come at once.
        const answer = client.call(operations.asyncWaitEx, waiting, { context: contexts.async, patience })
        onHeld()
        return new NdrReader(await answer).u32('the flags') !== 0
      },
      resolveName: (name) => resolveByRpc(run, endpoint, name),
      async disconnect() {
        await client.call(operations.disconnect, new NdrWriter().contextHandle(handle).end())
      },
      [Symbol.dispose]: () => channels[Symbol.dispose](),
    }
  } catch (error) {
    channels[Symbol.dispose]()
    throw error
  }
}

async function open(run: ActionRun, endpoint: RpcEndpoint, port: number): Promise<RpcChannels> {
  const { proxy, mailboxServer, auth } = endpoint
  const url = endpointUrl(proxy, `${mailboxServer}:${port}`)
  const channels = await openChannels(run, { url, scheme: auth })
  if (!('refused' in channels)) return channels
  const response = { ...channels.refused, body: Buffer.concat(await channels.refused.body.toArray()) }
  const sentence =
    response.status === 401 ? logOnRefused(response, auth, run.context.as).summary : `${answered(response)}.`
  throw new Unavailable(sentence, response.status)
}

/** Joins the channels and binds, with calls sealed as Outlook has them. @throws CauseError */
async function bound(
  run: ActionRun,
  channels: RpcChannels,
  { proxy, auth }: RpcEndpoint,
  ...interfaces: readonly RpcSyntax[]
): Promise<Calls> {
  const security =
    auth === 'none' ? undefined : new RpcClientSecurity({ level: 'seal', provider: 'ntlm', account: run.user })
  const connection = new RpcConnection(channels, security)
  await inWords(proxy, connection.open(...interfaces))
  return { call: (...call) => inWords(proxy, connection.call(...call)) }
}

/** The calls of a connection, whose refusals have their sentence. */
type Calls = Pick<RpcConnection, 'call'>

async function inWords<T>(proxy: URL, promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error
    const sentence = `${placeOf(proxy)} joined the channels, and refused: ${error.message}.`
    throw new CauseError('bad-response', sentence, error)
  }
}

async function connectEx(
  client: Calls,
  { dn, proxy }: RpcEndpoint,
): Promise<{ readonly handle: Buffer; readonly displayName: string }> {
  const stub = new NdrWriter().string8(Buffer.from(dn, 'latin1'))
  // Flags, connection, limit, code page, two locales, no session to link to.
  for (const value of [0, 0, 0, 1_252, 0x409, 0x409, 0xffff_ffff]) stub.u32(value)
  stub.u16(1).u16(0x000f).u16(0x91d9).u16(0x05df).u32(0).conformantBytes(Buffer.alloc(0)).u32(0).u32(0x1008)
  const reader = new NdrReader(await client.call(operations.connectEx, stub.end()))
  const handle = reader.contextHandle('the session')
  for (const what of ['the polling interval', 'the retry count', 'the retry delay']) reader.u32(what)
  reader.u16('the number of the session')
  reader.unique('the DN prefix', () => reader.string8('the DN prefix'))
  const displayName = reader.unique('the display name', () => reader.align(4).string8('the display name'))
  for (let word = 0; word < 6; word++) reader.u16('a version')
  reader.u32('a time stamp')
  reader.conformantVaryingBytes('the auxiliary buffer')
  reader.u32('the size of the auxiliary buffer')
  const code = reader.u32('the return value')
  if (code !== 0) {
    throw new CauseError('bad-response', `${placeOf(proxy)} refused EcDoConnectEx with ${connectError(code)}.`)
  }
  return { handle, displayName: displayName?.toString('latin1') ?? '' }
}

async function rpcExt2(client: Calls, handle: Buffer, buffers: Buffer): Promise<Buffer> {
  const stub = new NdrWriter().contextHandle(handle).u32(0x03).conformantBytes(buffers).u32(buffers.length).u32(room)
  stub.conformantBytes(Buffer.alloc(0)).u32(0).u32(0x1008)
  const reader = new NdrReader(await client.call(operations.rpcExt2, stub.end()))
  reader.contextHandle('the session')
  reader.u32('the flags')
  const output = reader.conformantVaryingBytes('the ROP buffer')
  reader.u32('the size of the ROP buffer')
  reader.conformantVaryingBytes('the auxiliary buffer')
  reader.u32('the size of the auxiliary buffer')
  reader.u32('the time')
  const code = reader.u32('the return value')
  if (code !== 0) throw new CauseError('bad-response', `The store refused EcDoRpcExt2 with ${connectError(code)}.`)
  return output
}

/** The address book has channels of its own. What it tells by RPC is whether the name is known. */
async function resolveByRpc(run: ActionRun, endpoint: RpcEndpoint, name: string): Promise<string | undefined> {
  using channels = await open(run, endpoint, ports.directory)
  const client = await bound(run, channels, endpoint, rpcInterfaces.nspi)
  const stat = (writer: NdrWriter): NdrWriter => {
    for (const value of [0, 0, 0, 0, 0, 0, 1_252, 0x409, 0x409]) writer.u32(value)
    return writer
  }
  const opened = new NdrReader(await client.call(addressBook.bind, stat(new NdrWriter().u32(0)).pointer(false).end()))
  opened.pointer('the GUID of the server')
  const handle = opened.bytes(contextHandleLength, 'the session')
  const request = stat(new NdrWriter().contextHandle(handle).u32(0)).pointer(false)
  request.u32(1).u32(1).pointer().string16(name)
  const reader = new NdrReader(await client.call(addressBook.resolveNamesW, request.end()))
  const ids = reader.unique('the entries', () => readTagArray(reader)) ?? []
  await client.call(addressBook.unbind, new NdrWriter().contextHandle(handle).u32(0).end())
  return ids[0] === resolutions.resolved ? name : undefined
}
