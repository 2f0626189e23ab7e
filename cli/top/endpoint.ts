import { endpointText } from '../../base/endpoint-text.ts'
import { failure } from '../../base/errors.ts'
import { readEdgeFile } from '../../topology/index.ts'

/** Where `bridgehead top` looks when it is told nothing; the port of the examples. */
export const usualEndpoint = 'http://127.0.0.1:9901'

/**
 * The URL of the admin endpoint that is meant: by a URL, by `address:port`, or by the edge file of the edge.
 * @throws BH_ERR_NO_ADMIN, and what reading the edge file throws
 */
export function adminUrl(target: string): string {
  if (/^https?:\/\//i.test(target) && URL.canParse(target)) return target
  if (/^(?:\[[0-9a-f:]+\]|[\w.-]+):\d+$/i.test(target)) return `http://${target}`
  const { admin } = readEdgeFile(target)
  if (admin === undefined) throw failure('BH_ERR_NO_ADMIN', { file: target, what: 'no admin endpoint' })
  if (admin.port === 0)
    throw failure('BH_ERR_NO_ADMIN', { file: target, what: 'an admin endpoint without a fixed port' })
  return `http://${endpointText(admin)}`
}
