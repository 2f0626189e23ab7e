// The hops of a request as expectations name them: `hops: { edge: { server: …, mode: … }, front-end: { status: … } }`.

import * as z from 'zod'
import type { HeaderList, HopKind, HopRecord } from '../base/trace.ts'
import { type Observed, wish } from './expectation.ts'

const headerWishes = z.record(z.string().toLowerCase(), wish)

const everyHop = {
  host: wish.optional().describe('host of the topology, or the edge'),
  method: wish.optional().describe('HTTP method as received'),
  target: wish.optional().describe('path and query as received'),
  scheme: wish.optional().describe('http or https, as received'),
  authority: wish.optional().describe('Host header as received'),
  connection: wish.optional().describe('number of the incoming connection at this hop, from 1'),
  status: wish.optional().describe('HTTP status that this hop answered'),
  subStatus: wish.optional().describe("IIS's sub-status: 4 of 403.4"),
  cause: wish.optional().describe('why it failed here, out of the closed list of causes'),
  detail: wish.optional().describe('one sentence more on the cause'),
  identity: wish.optional().describe('who the server took the client for: CONTOSO\\alice'),
  requestBytes: wish.optional().describe('bytes of the request body'),
  responseBytes: wish.optional().describe('bytes of the answer body'),
  milliseconds: wish.optional().describe('time that it took here'),
  requestHeaders: headerWishes.optional().describe('headers as received, by name in any case'),
  responseHeaders: headerWishes.optional().describe('headers of the answer, by name in any case'),
}

const edgeHop = {
  ...everyHop,
  rule: wish.optional().describe('the rule that matched, in words'),
  farm: wish.optional().describe('the farm chosen'),
  server: wish.optional().describe('the server chosen, as the edge names it'),
  mode: wish.optional().describe('offload, bridge, passthrough, or local for an answer of the edge itself'),
  serverConnection: wish.optional().describe('number of the connection to the server, from 1 over the whole edge'),
  connectMilliseconds: wish.optional().describe('time to connect to the server; 0 on a kept connection'),
  firstByteMilliseconds: wish.optional().describe("time until the answer's first byte"),
  sentHeaders: headerWishes.optional().describe('headers as sent on to the server'),
}

const absent = z.literal('absent').describe('the request did not come this far')
const hop = (shape: typeof everyHop) => z.union([absent, z.strictObject(shape)]).optional()

/** What `expect.hops` may say. */
export const hopWishes = z
  .strictObject({
    client: hop(everyHop).describe('the client itself'),
    edge: z
      .union([absent, z.strictObject(edgeHop)])
      .optional()
      .describe('the first edge that the request passed'),
    'front-end': hop(everyHop).describe('the Default Web Site of an Exchange server'),
    'back-end': hop(everyHop).describe('the Exchange Back End site'),
    essentials: hop(everyHop).describe('Windows Server Essentials'),
  })
  .meta({ id: 'hops', description: 'what each hop saw of the last request; absent when it did not come so far' })

/**
 * One hop of each kind: of the first host that the request passed, its last record (the request may have gone to several
 * servers of a kind, or several times to one while it logged on).
 */
export function outermostHops(trace: readonly HopRecord[]): ReadonlyMap<HopKind, HopRecord> {
  const hops = new Map<HopKind, HopRecord>()
  for (const record of trace) {
    const known = hops.get(record.hop)
    if (known === undefined || known.host === record.host) hops.set(record.hop, record)
  }
  return hops
}

/** The hops as a tree for expectations. */
export function viewHops(trace: readonly HopRecord[]): Observed {
  return Object.fromEntries([...outermostHops(trace)].map(([kind, record]) => [kind, viewHop(record)]))
}

/** Headers by lower-case name; repeats are joined with a comma (RFC 9110 section 5.3), `set-cookie` is a list. */
export function viewHeaders(headers: HeaderList): Observed {
  const view: Record<string, string | string[]> = {}
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const known = view[key]
    if (key === 'set-cookie') view[key] = [...(Array.isArray(known) ? known : []), value]
    else view[key] = typeof known === 'string' ? `${known}, ${value}` : value
  }
  return view
}

function viewHop({ requestHeaders, responseHeaders, edge, hop, requestId, at, ...plain }: HopRecord): Observed {
  return {
    ...plain,
    requestHeaders: viewHeaders(requestHeaders),
    responseHeaders: viewHeaders(responseHeaders ?? []),
    rule: edge?.rule?.text,
    farm: edge?.farm,
    server: edge?.server,
    mode: edge?.mode,
    serverConnection: edge?.serverConnection,
    connectMilliseconds: edge?.connectMilliseconds,
    firstByteMilliseconds: edge?.firstByteMilliseconds,
    sentHeaders: viewHeaders(edge?.sentHeaders ?? []),
  }
}
