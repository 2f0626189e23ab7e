import { Client, type Dispatcher } from 'undici'
import { endpointText } from '../../base/endpoint-text.ts'
import type { FarmPlan, HealthPlan, ServerPlan } from '../../topology/edge-plan.ts'
import { connectToServer, type ProbeSurroundings } from './connect.ts'
import { reasonOfError, reasonOfStatus } from './reason.ts'

// Exchange's healthcheck.htm has some 40 bytes; a page that is longer than this is not one.
const longestBody = 65_536

/**
 * Asks one server for the health page, on a connection of its own, so that connecting and TLS are probed too.
 * @returns why the server is unhealthy, in a sentence; undefined when it is healthy
 * @throws only when `signal` is aborted
 */
export async function probeServer(
  farm: FarmPlan,
  health: HealthPlan,
  server: ServerPlan,
  surroundings: ProbeSurroundings,
  signal: AbortSignal,
): Promise<string | undefined> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), health.timeout)
  const either = AbortSignal.any([signal, late.signal])
  let connected = false
  const client = new Client('http://server.invalid', {
    pipelining: 1,
    // The one limit is on the whole answer.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_, callback) => {
      connectToServer(farm, server, surroundings, either).then(
        (socket) => {
          connected = true
          callback(null, socket)
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      )
    },
  })
  try {
    const answer = await client.request({
      method: 'GET',
      path: health.path,
      headers: { host: hostField(farm, health, server), 'user-agent': 'Bridgehead health probe', accept: '*/*' },
      signal: either,
    })
    return await judge(health, answer, surroundings.context !== undefined)
  } catch (error) {
    signal.throwIfAborted()
    return reasonOfError(error, { health, connected, late: late.signal.aborted })
  } finally {
    clearTimeout(timer)
    // What is still coming is not wanted; `close` would wait for it.
    await client.destroy()
  }
}

async function judge(
  health: HealthPlan,
  { statusCode, body }: Dispatcher.ResponseData,
  tls: boolean,
): Promise<string | undefined> {
  if (!health.status.includes(statusCode)) {
    body.on('error', () => {}).destroy()
    return reasonOfStatus(statusCode, health, tls)
  }
  const parts: Buffer[] = []
  let length = 0
  for await (const part of body) {
    const bytes = Buffer.from(part)
    parts.push(bytes)
    length += bytes.length
    if (length > longestBody) break
  }
  const found = health.match === undefined || Buffer.concat(parts).includes(health.match)
  return found ? undefined : `GET ${health.path} was answered ${statusCode}, without the text "${health.match}".`
}

function hostField(farm: FarmPlan, health: HealthPlan, { endpoint }: ServerPlan): string {
  return health.host ?? farm.tls?.servername ?? endpointText(endpoint)
}
