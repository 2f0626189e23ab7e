// A lab that runs in another process, as its state file tells: its DNS, and its loopback ports in the place of addresses.

import { readFile } from 'node:fs/promises'
import { BlockList } from 'node:net'
import * as z from 'zod'
import { dialTcp } from '../../base/dial-tcp.ts'
import { endpointText } from '../../base/endpoint-text.ts'
import { failure } from '../../base/errors.ts'
import { fileReason } from '../../base/file-reason.ts'
import type { HopRecord } from '../../base/trace.ts'
import type { Dial, Vantage, VantagePoint } from '../../base/vantage-point.ts'
import { loadAuthorities } from '../../certs/index.ts'
import { createResolver } from '../../dns/index.ts'
import { splitEndpoint } from '../../topology/schema/values.ts'
import { readOverrides, withOverrides } from './overrides.ts'
import type { ClientNetwork, NetworkOptions } from './types.ts'

const entries = z.record(z.string(), z.string())
const both = <T extends z.ZodType>(value: T) => z.object({ internet: value, intranet: value })
const stateSchema = z.object({
  topology: z.string(),
  ca: z.string(),
  dns: both(z.string()),
  entries: both(entries),
  hosts: z.record(z.string(), entries),
  users: z.array(z.object({ user: z.string(), domain: z.string(), password: z.string(), mailbox: z.string() })),
  control: z.string(),
})
type State = z.output<typeof stateSchema>

/** What may stand in the place of the lab's own: another edge before its servers, with its authority. */
type Instead = Pick<NetworkOptions, 'from' | 'ca' | 'connect'>

/**
 * @param command for the sentence of a usage error
 * @throws BH_ERR_STATE_FILE for a file that `bridgehead up --state` has not written, or that cannot be read
 */
export async function stateNetwork(
  file: string,
  { from, ca, connect }: Instead,
  command: string,
): Promise<ClientNetwork> {
  const overrides = readOverrides(connect, command)
  const state = await readState(file)
  const trust = [...(await loadAuthorities(state.ca)), ...(ca === undefined ? [] : await loadAuthorities(ca))]
  const point = (vantage: Vantage): VantagePoint => {
    const { address: host, port } = splitEndpoint(state.dns[vantage]) ?? { address: '127.0.0.1', port: 53 }
    const { resolve } = createResolver({ host, port })
    return withOverrides({ vantage, resolve, dial: dialer(state, vantage), trust }, overrides)
  }
  const [name] = Object.keys(state.entries[from]).filter((entry) => /^(mail|outlook|owa)\..*:443$/.test(entry))
  const mailbox = state.users[0]?.mailbox
  return {
    topology: state.topology,
    from: point(from),
    other: point(from === 'internet' ? 'intranet' : 'internet'),
    // The state file leaves out the GUIDs of mailboxes; clients learn them by Autodiscover.
    users: state.users.map((user) => ({ ...user, mailboxGuid: '' })),
    domain: mailbox?.slice(mailbox.lastIndexOf('@') + 1),
    mailHost: name?.replace(/:443$/, ''),
    record() {},
    trace: (requestId) => askTrace(state.control, requestId),
    whenHeld: undefined,
  }
}

async function readState(file: string): Promise<State> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw failure('BH_ERR_STATE_FILE', { file, reason: fileReason(error, 'read') }, error)
  }
  try {
    return stateSchema.parse(JSON.parse(text))
  } catch (error) {
    const reason = 'it is not what `bridgehead up --state` writes'
    throw failure('BH_ERR_STATE_FILE', { file, reason }, error)
  }
}

/** What stands inside is out of reach from the internet, as in the lab's own network (lab/fabric.ts). */
function dialer({ entries, hosts }: State, vantage: Vantage): Dial {
  const known = new Map(Object.values(hosts).flatMap((ports) => Object.entries(ports)))
  const published = new Set(Object.values(entries[vantage]))
  const addresses = new Set([...known.keys()].map((endpoint) => splitEndpoint(endpoint)?.address))
  const inside = privateRanges()
  return async (address, port, signal, reading) => {
    const there = known.get(endpointText({ address, port }))
    const reachable = there !== undefined && (published.has(there) || (vantage === 'intranet' && inside.check(address)))
    const target = reachable ? splitEndpoint(there) : undefined
    if (target === undefined) {
      const refused =
        there === undefined && addresses.has(address) && (vantage === 'intranet' || !inside.check(address))
      const code = refused ? 'ECONNREFUSED' : 'EHOSTUNREACH'
      throw Object.assign(new Error(`${code} ${address}:${port}`), { code })
    }
    const onread = reading === undefined ? {} : { onread: reading }
    return dialTcp({ host: target.address, port: target.port, ...onread }, signal)
  }
}

function privateRanges(): BlockList {
  const list = new BlockList()
  list.addSubnet('10.0.0.0', 8)
  list.addSubnet('172.16.0.0', 12)
  list.addSubnet('192.168.0.0', 16)
  return list
}

/** The trace is good to have; a lab that has ended meanwhile spoils no probe. */
async function askTrace(control: string, requestId: string): Promise<readonly HopRecord[]> {
  try {
    const answer = await fetch(`${control}/trace/${encodeURIComponent(requestId)}`, {
      signal: AbortSignal.timeout(2_000),
    })
    return answer.ok ? ((await answer.json()) as HopRecord[]) : []
  } catch {
    return []
  }
}
