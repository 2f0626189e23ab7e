// What a farm does when its servers do not: states that an administrator gives them, failures, retries, and what waits.

import * as z from 'zod'
import { duration, timeLimit } from './values.ts'

// The states that ARR knows (reference/reverse-proxies.md section 1.5).
const serverState = z.enum(['available', 'drain', 'offline', 'no-new-clients'])

/** The state that an administrator gives a server. */
export type AdminState = z.output<typeof serverState>

/** Fields of a server that say how much of the traffic it may get. */
export const serverAvailability = {
  state: serverState
    .default('available')
    .describe(
      'available; drain: requests under way end, no new ones; offline: requests under way are cut and connections closed; no-new-clients: only clients that affinity or a pinned NTLM connection binds to it',
    ),
  maxRequests: z
    .int()
    .min(1)
    .optional()
    .describe(
      'most requests under way at once, long polls and tunnels included; the next ones wait in the queue of the farm; no limit when absent',
    ),
}

/** Fields of a health probe that say how many results in a row count. */
export const probesInRow = {
  fall: z.int().min(1).max(100).default(1).describe('failed probes in a row that take a server out'),
  rise: z.int().min(1).max(100).default(1).describe('good probes in a row that bring it back'),
}

// Off by default, as in ARR, HAProxy and Envoy: a client can provoke resets and errors, and only the operator knows whether
// these speak against the server.
const failures = z.strictObject({
  most: z.int().min(1).max(1000).default(5).describe('failures that take a server out'),
  within: timeLimit.prefault('10s').describe('time in which so many must happen'),
  pause: timeLimit
    .prefault('30s')
    .describe(
      'without a health probe: time until one request tries whether the server is back; with one, the probe brings it back',
    ),
  status: z
    .array(z.int().min(100).max(599))
    .default([])
    .describe('status codes that count as failures too, such as 502, 503 and 504'),
})

const queue = z.strictObject({
  most: z.int().min(0).max(100_000).default(100).describe('requests that may wait; the next one is answered 503'),
  wait: timeLimit.prefault('5s').describe('longest wait, then 503'),
})

/** Fields of a farm that say how it goes on when servers fail or are full. */
export const farmAvailability = {
  slowStart: duration
    .refine((milliseconds) => milliseconds < 2 ** 31, 'expected a duration of at most 24d')
    .prefault('0s')
    .describe(
      'time in which a server that came back, or was added by a reload, grows from a tenth of its weight to the whole; 0s: at once',
    ),
  failures: failures
    .optional()
    .describe(
      'take a server out for what fails in live traffic: connections, TLS, resets, time limits, bad answers; never the last one in use; off when absent',
    ),
  minimumServers: z
    .int()
    .min(0)
    .max(1000)
    .default(0)
    .describe('with fewer healthy servers than this, health is ignored and all are used, as ARR does'),
  retries: z
    .int()
    .min(0)
    .max(100)
    .default(3)
    .describe(
      'other servers to try when one cannot be reached, or fails a request that is safe to repeat before its answer began; none is tried any more when timeouts.connect has passed, but for the first',
    ),
  queue: queue.prefault({}).describe('requests that wait while every server has its maxRequests, first in first out'),
}
