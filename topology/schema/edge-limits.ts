// What an edge allows its clients: time, connections, size.

import * as z from 'zod'
import { timeLimit } from './values.ts'

/** Time limits towards clients. Those towards servers stand in the farm. */
export const edgeTimeouts = z
  .strictObject({
    hello: timeLimit.prefault('10s').describe('for a whole TLS hello or PROXY header, before anything is decided'),
    handshake: timeLimit.prefault('20s').describe('for a whole TLS handshake'),
    header: timeLimit
      .prefault('30s')
      .describe('from the first byte of a request until its head is whole, however it drips; 408 beyond it'),
    body: timeLimit
      .prefault('2m')
      .describe(
        'silence of a client within the body of a request while the server would take more and has not begun to answer; 408 beyond it. Not for RPC_IN_DATA and RDG_IN_DATA, whose bodies are channels: there timeouts.idle of the farm counts, as for every answer once it has begun',
      ),
    idle: timeLimit
      .prefault('2m')
      .describe(
        'between two requests on a connection, and without a byte taken of an answer that is only to be delivered',
      ),
  })
  .prefault({})
  .describe('time limits towards clients')

/** Limits of number and size towards clients. */
export const edgeLimits = z
  .strictObject({
    connections: z
      .int()
      .min(1)
      .default(20_000)
      .describe('connections of clients at a time; plain HTTP gets 503 with Retry-After beyond it, TLS is reset'),
    connectionsPerClient: z
      .int()
      .min(1)
      .optional()
      .describe(
        'connections of one client address at a time, the trusted addresses excepted; no limit when absent, as a whole office may share an address',
      ),
    headerBytes: z
      .int()
      .min(1_024)
      .max(1_048_576)
      .default(98_304)
      .describe('bytes of the head of a request; 431 beyond it. A Kerberos ticket with many groups needs near 64 kB'),
    headerFields: z.int().min(10).max(10_000).default(200).describe('header fields of a request; 431 beyond it'),
    requestLine: z.int().min(256).max(1_048_576).default(16_384).describe('bytes of the request line; 414 beyond it'),
    bodyBytes: z
      .int()
      .min(0)
      .optional()
      .describe(
        'bytes of the body of a request; 413 beyond it. No limit when absent, and none for RPC_IN_DATA and RDG_IN_DATA, which announce 1 GiB as a matter of form',
      ),
  })
  .prefault({})
  .describe('limits of number and size towards clients')

/** Time limits towards clients, in milliseconds. */
export type EdgeTimeouts = z.output<typeof edgeTimeouts>
/** Limits of number and size towards clients. */
export type EdgeLimits = z.output<typeof edgeLimits>
