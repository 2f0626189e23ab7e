// A farm of an edge: servers that serve the same, and how one of them is chosen and reached.

import * as z from 'zod'
import { affinity } from './affinity.ts'
import { farmAvailability, probesInRow, serverAvailability } from './availability.ts'
import { dnsName, timeLimit, urlPath } from './values.ts'

const serverAddress =
  'IP address or DNS name, in a topology also the name of a host; with :port, unless it is 80, or 443 with tls or passthrough'

const serverEntry = z.union([
  z.string().describe(serverAddress),
  z.strictObject({
    address: z.string().describe(serverAddress),
    weight: z.int().min(1).max(1000).default(1).describe('share of new requests, against the other servers'),
    ...serverAvailability,
  }),
])

const health = z.strictObject({
  path: urlPath.describe('path asked of every server, such as /owa/healthcheck.htm'),
  host: dnsName
    .optional()
    .describe(
      'Host header of the probe, and in a passthrough farm the name for its TLS; the server name of tls, or the address, when absent',
    ),
  interval: timeLimit.prefault('5s').describe('time between two probes'),
  timeout: timeLimit.prefault('2s').describe('time in which the whole answer must be there'),
  status: z.array(z.int().min(100).max(599)).default([200]).describe('status codes that mean healthy'),
  match: z.string().optional().describe('text that the body must contain'),
  ...probesInRow,
})

/** How a server is chosen; one file of proxy/balance/ each. */
export const balanceNames = [
  'round-robin',
  'least-requests',
  'least-response-time',
  'total-traffic',
  'source-hash',
  'url-hash',
  'header-hash',
  'cookie-hash',
  'query-hash',
] as const

/** Which headers an edge adds towards the servers; one file of proxy/headers/ each. */
export const headerStyle = z.enum(['standard', 'arr', 'none'])

/** A farm of an edge. */
export const farm = z.strictObject({
  servers: z.array(serverEntry).min(1).describe('the servers, in order; text is an address alone'),
  balance: z
    .enum(balanceNames)
    .default('round-robin')
    .describe(
      'how a server is chosen among the healthy ones: in turn, by load (requests under way, time until the first byte, bytes so far), or by a hash of the client address, of path and query, or of what hashOn names; all by weight',
    ),
  hashOn: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      'names of the headers, cookies or query parameters that header-hash, cookie-hash and query-hash are over; requests with none of them go round robin',
    ),
  affinity: affinity.optional().describe('client affinity; off when absent'),
  health: health
    .optional()
    .describe(
      'active health probe, over TLS in farms with tls or passthrough (an authority of the system must have signed the certificates of the latter); without one every server counts as healthy',
    ),
  ...farmAvailability,
  timeouts: z
    .strictObject({
      connect: timeLimit.prefault('5s').describe('until a connection to the server stands, TLS included'),
      response: timeLimit.prefault('120s').describe('from the end of the request until the head of the answer'),
      idle: timeLimit
        .prefault('1h')
        .describe('without a byte in either direction, once the answer or a tunnel has begun'),
    })
    .prefault({})
    .describe('time limits towards the servers'),
  tls: z
    .strictObject({
      ca: z.string().optional().describe('PEM file of the authority to trust; in a topology the lab CA when absent'),
      servername: dnsName
        .optional()
        .describe('name sent as SNI and checked in the certificate; the Host header when absent'),
      verify: z.boolean().default(true).describe('check chain, name and dates of the server certificate'),
    })
    .optional()
    .describe('bridge: encrypt again towards the servers; offload (plain HTTP) when absent'),
  passthrough: z.boolean().default(false).describe('send TLS through by SNI, never decrypted'),
  proxyProtocol: z
    .enum(['v1', 'v2'])
    .optional()
    .describe(
      'send the servers a PROXY header of this version with the address of the client, before TLS and HTTP; none when absent',
    ),
  headers: headerStyle.optional().describe("headers added towards the servers; the edge's own setting when absent"),
})

/** A farm as written, with defaults; times in milliseconds. */
export type EdgeFarm = z.output<typeof farm>
/** How a server is chosen. */
export type BalanceName = (typeof balanceNames)[number]
