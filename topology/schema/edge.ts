// The edge file (DESIGN.md, contracts). The same shape stands inside a topology, where a certificate is named instead of
// a file and a server may be named by host. Every field's default, unit and meaning stand here once; the JSON Schema and
// docs/ are generated from them.

import * as z from 'zod'
import { edgeLimits, edgeTimeouts } from './edge-limits.ts'
import { edgeMessages } from './edge-messages.ts'
import { farm, headerStyle } from './farm.ts'
import { certificateFile, certificateOrName, listener } from './listener.ts'
import { addressOrRange, dnsNameOrWildcard, endpoint, identifier, redirectTarget, urlPath } from './values.ts'

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
  headers: headerStyle
    .default('standard')
    .describe(
      'standard: X-Forwarded-For, -Proto and -Host; arr: what IIS ARR adds (X-ARR-LOG-ID, X-ARR-SSL, X-Original-URL, Max-Forwards …); none',
    ),
  trusted: z
    .array(addressOrRange)
    .default([])
    .describe(
      'addresses, or ranges such as 10.0.0.0/8, of proxies in front, whose X-Forwarded-* is kept and appended to instead of replaced, and whose PROXY header is believed',
    ),
  timeouts: edgeTimeouts,
  limits: edgeLimits,
  ...edgeMessages,
})

/** The edge file: `bridgehead proxy EDGE.yaml`. */
export const edgeFileSchema = z
  .strictObject({
    ...edgeShape(certificateFile),
    workers: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .describe(
        'worker processes that share the listeners, to use as many processor cores, and are replaced when one ends; each has its own connections, probes, limits and queues. All in one process when absent. Read at the start only',
      ),
    admin: endpoint
      .optional()
      .describe(
        'address:port of the admin endpoint (metrics, health, servers), on loopback; port 0 takes any free one; off when absent',
      ),
  })
  .describe('A reverse proxy: listeners, farms and rules')

/** An edge inside a topology. */
export const topologyEdgeSchema = z
  .strictObject({ host: identifier.describe('the host that the edge runs on'), ...edgeShape(certificateOrName) })
  .describe('A reverse proxy or load balancer of the topology')

/** An edge file as written, with defaults; times in milliseconds. */
export type EdgeFile = z.output<typeof edgeFileSchema>
/** An edge of a topology as written, with defaults. */
export type TopologyEdge = z.output<typeof topologyEdgeSchema>
/** A rule as written. */
export type EdgeRule = z.output<typeof rule>
/** Which headers an edge adds towards the servers. */
export type HeaderStyle = EdgeFile['headers']
