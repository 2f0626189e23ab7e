import * as z from 'zod'
import { decodeTower, encodeTower, NdrReader, NdrWriter, ndr, rpcInterfaces } from '../../protocols/dcerpc/index.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import type { HttpAnswer } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { profileOf } from './profile.ts'
import { endpointUrl, openChannels } from './rpc-channels.ts'
import { RpcConnection, RpcRefusal } from './rpc-connection.ts'
import { RpcClientSecurity, rpcProviders, rpcSecurityLevels } from './rpc-security.ts'

const endpointMapper = 593
const store = 6001
const referral = 6002

/** A channel was refused by HTTP. */
class ChannelRefused extends Error {
  readonly answer: HttpAnswer

  constructor(answer: HttpAnswer) {
    super('a channel was refused')
    this.answer = answer
  }
}

export const rpcPing = defineAction({
  name: 'rpc.ping',
  about:
    'As RPCPing does, asks the endpoint mapper, the management and the referral interface through Outlook Anywhere, each on channels of its own, with or without security within RPC. Facts: directoryPort (of the address book, by the endpoint mapper), interfaces (number, at the store), listening, referredTo (server of the address book).',
  options: z.strictObject({
    url: serviceUrl('/rpc/rpcproxy.dll'),
    inUrl: serviceUrl('/rpc/rpcproxy.dll').optional().describe('the same for the IN channel, when it goes another way'),
    server: z.string().optional().describe('server behind the proxy; the mailbox (<guid>@<domain>) when absent'),
    auth: scheme('ntlm'),
    security: z.enum(rpcSecurityLevels).default('seal').describe('how the calls themselves are protected'),
    provider: z.enum(rpcProviders).default('ntlm').describe('how RPC logs on: NTLM as it is, or within SPNEGO'),
  }),
  async act(run, options) {
    const { url, security } = options
    const ask = <T>(port: number, name: keyof typeof rpcInterfaces, asks: Ask<T>): Promise<T> =>
      withConnection(run, options, port, async (connection) => {
        await connection.open(rpcInterfaces[name])
        return await asks(connection)
      })
    try {
      run.note({ directoryPort: await ask(endpointMapper, 'endpointMapper', mapDirectory) })
      run.note(await ask(store, 'management', inquire))
      run.note({ referredTo: await ask(referral, 'rfr', (connection) => refer(connection, run)) })
    } catch (error) {
      if (error instanceof RpcRefusal)
        return run.failed(`${placeOf(url)} joined the channels, and refused: ${error.message}.`)
      if (!(error instanceof ChannelRefused)) throw error
      const response = { ...error.answer, body: Buffer.concat(await error.answer.body.toArray()) }
      if (response.status !== 401) return run.failed(`${answered(response)}.`)
      const { summary, facts } = logOnRefused(response, options.auth, run.context.as)
      return run.failed(summary, facts)
    }
    const how = security === 'none' ? 'without security of RPC' : `with security "${security}" of RPC`
    return run.ok(`${placeOf(url)} answered all calls ${how}.`)
  },
})

type Ask<T> = (connection: RpcConnection) => Promise<T>
type Options = z.output<typeof rpcPing.options>

async function withConnection<T>(run: ActionRun, options: Options, port: number, use: Ask<T>): Promise<T> {
  const { url, inUrl, server, auth, security, provider } = options
  const target = `${server ?? profileOf(run.user).mailboxServer}:${port}`
  const opened = await openChannels(run, {
    url: endpointUrl(url, target),
    inUrl: inUrl && endpointUrl(inUrl, target),
    scheme: auth,
  })
  if ('refused' in opened) throw new ChannelRefused(opened.refused)
  using channels = opened
  const account = run.user
  return await use(
    new RpcConnection(
      channels,
      security === 'none' ? undefined : new RpcClientSecurity({ level: security, provider, account }),
    ),
  )
}

/** ept_map (C706 appendix O) of the address book over HTTP: its first port; 0 when it is not registered. */
async function mapDirectory(connection: RpcConnection): Promise<number> {
  const address = '0.0.0.0'
  const tower = encodeTower({ interface: rpcInterfaces.nspi, transfer: ndr, transport: 'ncacn_http', port: 0, address })
  const stub = new NdrWriter().pointer(false).pointer().u32(tower.length).conformantBytes(tower)
  const reader = new NdrReader(await connection.call(3, stub.contextHandle(Buffer.alloc(20)).u32(4).end()))
  reader.contextHandle('the lookup')
  if (reader.u32('the number of towers') === 0) return 0
  reader.u32('the room for towers')
  const pointers = Array.from({ length: reader.variance('the towers', 4) }, () => reader.pointer('a tower'))
  if (pointers[0] !== true) return 0
  reader.u32('the room of a tower')
  return decodeTower(reader.bytes(reader.u32('the length of a tower'), 'a tower'))?.port ?? 0
}

/** inq_if_ids and is_server_listening (C706 appendix Q). */
async function inquire(connection: RpcConnection): Promise<{ interfaces: number; listening: boolean }> {
  const vector = new NdrReader(await connection.call(0, Buffer.alloc(0)))
  const interfaces = vector.pointer('the interfaces') ? vector.u32('the number of interfaces') : 0
  const state = new NdrReader(await connection.call(2, Buffer.alloc(0)))
  return { interfaces, listening: state.u32('the status') === 0 && state.u32('whether it listens') === 1 }
}

/** RfrGetNewDSA (MS-OXABREF 3.1.4.1) for the user's own DN. */
async function refer(connection: RpcConnection, run: ActionRun): Promise<string> {
  const dn = Buffer.from(profileOf(run.user).legacyDn, 'latin1')
  const stub = new NdrWriter().u32(0).string8(dn).pointer(false).pointer().pointer(false).end()
  const reader = new NdrReader(await connection.call(0, stub))
  reader.pointer('an unused string')
  if (!reader.pointer('the server')) return ''
  return reader.unique('the server', () => reader.string8('the server').toString('latin1')) ?? ''
}
