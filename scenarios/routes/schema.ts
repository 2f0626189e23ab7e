// The route table. Every field's type, default and meaning stands here once; the JSON Schema and docs/routes.md are
// generated from them.

import * as z from 'zod'
import { vantages } from '../../base/vantage-point.ts'
import { port, redirectTarget } from '../../topology/schema/values.ts'

const aHost = 'expected a host name or an IP address, such as mail.contoso.com, without scheme, port and path'

const host = z
  .string()
  .refine((text) => /^(\[[0-9a-f:.]+\]|[\w.-]+)$/i.test(text) && URL.canParse(`https://${text}/`), aHost)
  .meta({ title: 'host name' })

const target = z
  .string()
  .regex(/^\/[\x21\x22\x24-\x7e]*$/, 'expected a path such as /owa/, with a query where wanted, without spaces and #')
  .meta({ title: 'path' })

const method = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected a method such as GET or RPC_IN_DATA')
  .meta({ title: 'method' })

const names = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])

/** The word of `arrives` for a request that reaches no host. */
export const nowhere = 'nowhere'

const expectation = z
  .strictObject({
    farm: z.string().min(1).optional().describe('the farm that serves it'),
    mode: z
      .enum(['offload', 'bridge', 'passthrough'])
      .optional()
      .describe('how: TLS ends at the edge and plain HTTP goes on, is encrypted again, or is passed through'),
    server: names.optional().describe('the servers of that farm, as named there: one, or all of them in any order'),
    status: z
      .int()
      .min(100)
      .max(599)
      .optional()
      .describe('status that the edge answers itself: 302 redirect, 404 no rule, what a deny rule says'),
    location: redirectTarget.optional().describe('where the edge redirects to'),
    edge: z.string().min(1).optional().describe('the edge that gets it; with a topology'),
    arrives: z
      .string()
      .min(1)
      .optional()
      .describe(
        'the host that it arrives at, with a topology; nowhere when DNS, a router or the listeners let it reach none',
      ),
  })
  .refine((wishes) => Object.keys(wishes).length > 0, {
    error: 'nothing is expected; add farm, mode, server, status or another',
    // A misspelt key is told as such.
    when: ({ issues }) => issues.length === 0,
  })
  .describe('what must come of it; what is not named may be anything')

const row = z
  .strictObject({
    from: z.enum(vantages).default('internet').describe('where the client stands; counts with a topology only'),
    scheme: z.enum(['https', 'http']).default('https').describe('of the URL'),
    host: host.describe('of the URL, and of the Host field'),
    port: port.optional().describe('of the URL; 443 or 80 when absent, with an edge file any listener of the scheme'),
    path: target.default('/').describe('of the URL, letter by letter as it is sent, with a query where wanted'),
    method: method.default('GET').describe('of the request'),
    expect: expectation,
    why: z.string().min(1).optional().describe('one line for whoever reads that the row failed'),
  })
  .describe('a request and what must come of it')

/** A route table: `bridgehead routes TABLE`. */
export const routeTableSchema = z
  .strictObject({
    edge: z.string().min(1).optional().describe('edge file to be tested, relative to this file; --edge goes before it'),
    topology: z
      .string()
      .min(1)
      .optional()
      .describe(
        'built-in topology, or a file relative to this one (a name with / or .yaml); --topology goes before it',
      ),
    routes: z.array(row).min(1).describe('the rows'),
  })
  .describe('Requests, and where the rules of an edge must send each')

/** A row as written, with defaults. */
export type RouteRow = z.output<typeof row>
/** What a row expects. */
export type RouteExpectation = z.output<typeof expectation>
