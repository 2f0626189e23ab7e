// Client affinity of a farm: what keeps a client, or a host, on its server.

import * as z from 'zod'
import { timeLimit } from './values.ts'

/** The fewest characters of a secret: every client holds a token made with it, and could try shorter ones at leisure. */
export const shortestSecret = 16

const idle = timeLimit.prefault('20m').describe('forgotten after this time without a request; ARR has 20 minutes')

const hostName = z.strictObject({
  servers: z.int().min(1).max(1000).default(1).describe('how many servers a host name is allotted'),
  idle,
})
const source = z.strictObject({ idle })

/** Client affinity of a farm; each form alone, or together. */
export const affinity = z.strictObject({
  cookie: z
    .string()
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected a cookie name such as ARRAffinity')
    .optional()
    .describe('cookie that binds a client to its server; ARR calls it ARRAffinity'),
  secretFile: z
    .string()
    .optional()
    .describe(
      'file whose first line is a secret that signs the cookie, so that nobody can make one up, nor take one from one host name to another; relative to this file',
    ),
  secret: z
    .string()
    .min(shortestSecret)
    .optional()
    .describe(`the secret in clear, of at least ${shortestSecret} characters; prefer secretFile`),
  hostName: z
    .union([z.boolean(), hostName])
    .optional()
    .describe(
      'bind every host name to the same servers, as ARR does; a cookie then chooses among these. Of more than 10 000 host names those not asked for longest are forgotten',
    ),
  source: z
    .union([z.boolean(), source])
    .optional()
    .describe(
      'bind every client address to its server, which it keeps when servers are added; works for passthrough too. Of more than 100 000 addresses those not seen for longest are forgotten',
    ),
})

/** Client affinity as written, with defaults; times in milliseconds. */
export type EdgeAffinity = z.output<typeof affinity>

/** What `true` stands for. */
export const usualHostName = hostName.parse({})
export const usualSource = source.parse({})
