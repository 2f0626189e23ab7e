import { request } from 'undici'
import * as z from 'zod'
import { failure } from '../../base/errors.ts'
import { failureCause, failureCauses } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'

/** An endpoint on this machine that has not answered by then hangs. */
const patience = 5_000

const sample = z.object({
  labels: z.record(z.string(), z.string()),
  value: z.number(),
  counts: z.array(z.number()).optional(),
})
const indexAnswer = z.object({ edge: z.string().nullable() })
const healthAnswer = z.object({ status: z.string(), reasons: z.array(z.string()).default([]) })
const serversAnswer = z.object({
  servers: z.array(
    z.object({
      farm: z.string(),
      server: z.string(),
      state: z.string(),
      healthy: z.boolean(),
      reason: z.string().optional(),
      requestsInFlight: z.number(),
    }),
  ),
})
const metricsAnswer = z.record(z.string(), z.array(sample))

/** What an admin endpoint told at one moment. */
export interface Look {
  /** By `performance.now()`. */
  readonly at: number
  readonly edge: string
  readonly ready: boolean
  readonly reasons: readonly string[]
  readonly servers: z.output<typeof serversAnswer>['servers']
  readonly metrics: z.output<typeof metricsAnswer>
}

/**
 * Asks an admin endpoint for all that the live view shows.
 * @throws BH_ERR_ADMIN_UNREACHABLE
 */
export async function look(url: string, signal: AbortSignal): Promise<Look> {
  const late = AbortSignal.timeout(patience)
  const ask = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> => {
    const { body } = await request(new URL(path, url), { signal: AbortSignal.any([signal, late]) })
    return schema.parse(await body.json())
  }
  try {
    const [index, health, { servers }, metrics] = await Promise.all([
      ask('/', indexAnswer),
      ask('/health', healthAnswer),
      ask('/servers', serversAnswer),
      ask('/metrics.json', metricsAnswer),
    ])
    const { status, reasons } = health
    return { at: performance.now(), edge: index.edge ?? '', ready: status === 'ready', reasons, servers, metrics }
  } catch (error) {
    signal.throwIfAborted()
    throw failure('BH_ERR_ADMIN_UNREACHABLE', { url, reason: late.aborted ? slow : reasonOf(error) }, error)
  }
}

const slow = `it has not answered within ${patience} ms`

function reasonOf(error: unknown): string {
  // What answers something else than JSON, or JSON of another shape, is another program.
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'what answers there is no admin endpoint'
  const cause = failureCause(error)
  return cause === 'internal' ? messageOf(error) : failureCauses[cause]
}
