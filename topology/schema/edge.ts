// The edge file (DESIGN.md, contracts). The same shape stands inside a topology, where a certificate is named instead of
// a file and a server may be named by host. Every field's default, unit and meaning stand here once; the JSON Schema and
// docs/ are generated from them.

import * as z from 'zod'
import {
  dnsName,
  dnsNameOrWildcard,
  endpoint,
  identifier,
  ipAddress,
  redirectTarget,
  timeLimit,
  urlPath,
} from './values.ts'

const pfxFile = z.strictObject({
  pfx: z.string().describe('PKCS#12 file with certificate, private key and chain; relative to this file'),
  passphraseFile: z.string().optional().describe('file whose first line is the passphrase of the PFX'),
  passphrase: z.string().optional().describe('passphrase of the PFX in clear; prefer passphraseFile'),
})

const pemFiles = z.strictObject({
  cert: z.string().describe('PEM file with the certificate, then its chain; relative to this file'),
  key: z.string().describe('PEM file with the private key; relative to this file'),
})

const aFile = 'expected cert and key (PEM files), or pfx (a PKCS#12 file)'
const certificateFile = z.union([pfxFile, pemFiles], { error: aFile })
const certificateOrName = z.union([identifier.describe('a certificate of this topology'), pfxFile, pemFiles], {
  error: `${aFile}, or the name of a certificate of this topology`,
})

const listener = <Certificate extends z.ZodType>(certificate: Certificate) =>
  z.strictObject({
    address: endpoint.describe('address:port to listen on; port 0 takes any free one'),
    tls: z
      .strictObject({
        certificates: z
          .array(certificate)
          .default([])
          .describe('chosen by SNI, the first is the default; none where every rule passes TLS through'),
        minVersion: z
          .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'])
          .default('TLSv1.2')
          .describe('lowest TLS version'),
      })
      .optional()
      .describe('TLS with these certificates; plain HTTP when absent'),
    proxyProtocol: z
      .boolean()
      .default(false)
      .describe('take the client from a PROXY header, version 1 or 2; only the trusted addresses may connect then'),
  })

const serverEntry = z.union([
  z.string().describe('address:port; in a topology also host or host:port'),
  z.strictObject({
    address: z.string().describe('address:port; in a topology also host or host:port'),
    weight: z.int().min(1).max(1000).default(1).describe('share of new requests, against the other servers'),
  }),
])

const health = z.strictObject({
  path: urlPath.describe('path asked of every server, such as /owa/healthcheck.htm'),
  host: dnsName.optional().describe('Host header of the probe; the server name of tls, or the address, when absent'),
  interval: timeLimit.prefault('5s').describe('time between two probes'),
  timeout: timeLimit.prefault('2s').describe('time in which the whole answer must be there'),
  status: z.array(z.int().min(100).max(599)).default([200]).describe('status codes that mean healthy'),
  match: z.string().optional().describe('text that the body must contain'),
})

const farm = z.strictObject({
  servers: z.array(serverEntry).min(1).describe('the servers, in order'),
  balance: z
    .enum(['round-robin', 'least-requests', 'least-response-time', 'source-hash'])
    .default('round-robin')
    .describe('how a server is chosen among the healthy ones'),
  affinity: z
    .strictObject({
      cookie: z
        .string()
        .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected a cookie name such as ARRAffinity')
        .describe('cookie that binds a client to its server; ARR calls it ARRAffinity'),
    })
    .optional()
    .describe('client affinity; off when absent'),
  health: health.optional().describe('active health probe; without one every server counts as healthy'),
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
  headers: z
    .enum(['standard', 'arr', 'none'])
    .optional()
    .describe("headers added towards the servers; the edge's own setting when absent"),
})

const ruleMatch = {
  host: dnsNameOrWildcard.optional().describe('host name, or *.name for one label; any host when absent'),
  path: urlPath.optional().describe('path, matched on whole segments; any path when absent'),
}

const rule = z.union(
  [
    z.strictObject({ ...ruleMatch, farm: identifier.describe('the farm that serves it') }),
    z.strictObject({ ...ruleMatch, redirect: redirectTarget.describe('URL to answer with a 302') }),
    z.strictObject({ ...ruleMatch, deny: z.int().min(400).max(599).describe('status to refuse with') }),
  ],
  { error: 'expected exactly one of farm, redirect or deny, with host and path as wanted' },
)

const edgeShape = <Certificate extends z.ZodType>(certificate: Certificate) => ({
  listeners: z.array(listener(certificate)).min(1).describe('where the edge listens'),
  farms: z.record(identifier, farm).default({}).describe('groups of servers by name'),
  rules: z.array(rule).min(1).describe('first match wins; host and path ignore case, as IIS does'),
  headers: z
    .enum(['standard', 'arr', 'none'])
    .default('standard')
    .describe(
      'standard: X-Forwarded-For, -Proto and -Host; arr: what IIS ARR adds (X-ARR-LOG-ID, X-ARR-SSL, X-Original-URL, Max-Forwards …); none',
    ),
  trusted: z
    .array(ipAddress)
    .default([])
    .describe(
      'addresses of proxies in front, whose X-Forwarded-* is kept and appended to instead of replaced, and whose PROXY header is believed',
    ),
})

/** The edge file: `bridgehead proxy EDGE.yaml`. */
export const edgeFileSchema = z
  .strictObject(edgeShape(certificateFile))
  .describe('A reverse proxy: listeners, farms and rules')

/** An edge inside a topology. */
export const topologyEdgeSchema = z
  .strictObject({ host: identifier.describe('the host that the edge runs on'), ...edgeShape(certificateOrName) })
  .describe('A reverse proxy or load balancer of the topology')

/** An edge file as written, with defaults; times in milliseconds. */
export type EdgeFile = z.output<typeof edgeFileSchema>
/** An edge of a topology as written, with defaults. */
export type TopologyEdge = z.output<typeof topologyEdgeSchema>
/** A farm as written, with defaults; times in milliseconds. */
export type EdgeFarm = z.output<typeof farm>
/** A rule as written. */
export type EdgeRule = z.output<typeof rule>
/** Which headers an edge adds towards the servers. */
export type HeaderStyle = EdgeFile['headers']
/** How a server is chosen; one file of proxy/balance/ each. */
export type BalanceName = EdgeFarm['balance']
