// The admin endpoint of `bridgehead proxy`: what an edge does, for programs of this machine (Prometheus, `bridgehead top`,
// a supervisor that asks whether it is ready). It stands here and not in proxy/, because it speaks for the process, of which
// the edge is a part: a lab has many edges in one process, and a control API of its own.

import * as z from 'zod'
import { createLocalApi, listenLocally } from '../../lab/local-api.ts'
import {
  expositionType,
  type MetricsSnapshot,
  mergeMetrics,
  SnapshotBuilder,
  writeExposition,
} from '../../proxy/metrics/index.ts'
import type { Endpoint } from '../../topology/edge-plan.ts'
import { serverAvailability } from '../../topology/schema/availability.ts'
import type { EdgeAtWork } from '../edge/edge-at-work.ts'
import { readiness } from './readiness.ts'

const serverParams = z.object({ farm: z.string(), server: z.string() })
const stateBody = z.strictObject({ state: serverAvailability.state.unwrap() })

/** What the endpoint tells of. */
export interface AdminSource {
  /** Undefined until the edge has started. */
  readonly edge: EdgeAtWork | undefined
  /** Configurations read while the edge ran: taken into use, and refused. */
  readonly reloads: { readonly taken: number; readonly refused: number }
}

/** The admin endpoint at work. */
export interface AdminApi extends AsyncDisposable {
  /** `http://127.0.0.1:9901` */
  readonly url: string
}

/**
 * Starts the admin endpoint.
 * @throws BH_ERR_PORT_IN_USE, BH_ERR_LISTEN
 */
export async function startAdminApi(endpoint: Endpoint, source: AdminSource): Promise<AdminApi> {
  const { app, routes } = createLocalApi('The admin endpoint')
  const metrics = async (): Promise<MetricsSnapshot> =>
    mergeMetrics([(await source.edge?.metrics()) ?? {}, reloads(source)])

  app.get('/', async () => ({ edge: source.edge?.name ?? null, routes }))
  app.get('/live', async () => ({ status: 'live' }))
  app.get('/health', async (_request, reply) => {
    const { edge } = source
    const answer = readiness(edge && { draining: edge.draining, servers: await edge.servers() })
    return reply.code(answer.status === 'ready' ? 200 : 503).send(answer)
  })
  app.get('/metrics', async (_request, reply) => reply.type(expositionType).send(writeExposition(await metrics())))
  app.get('/metrics.json', async () => metrics())
  app.get('/servers', async () => ({ servers: (await source.edge?.servers()) ?? [] }))
  app.put('/servers/:farm/:server', async (request, reply) => {
    const { farm, server } = serverParams.parse(request.params)
    const { state } = stateBody.parse(request.body)
    if (source.edge === undefined) return reply.code(503).send({ message: 'The edge is starting.' })
    await source.edge.setServerState(farm, server, state)
    return { farm, server, state }
  })

  return { url: await listenLocally(app, endpoint), [Symbol.asyncDispose]: () => app.close() }
}

function reloads({ reloads: { taken, refused } }: AdminSource): MetricsSnapshot {
  const builder = new SnapshotBuilder()
  builder.add('bridgehead_reloads_total', { result: 'taken' }, taken)
  builder.add('bridgehead_reloads_total', { result: 'refused' }, refused)
  return builder.snapshot
}
