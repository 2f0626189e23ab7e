import { type BridgeheadError, failure } from '../base/errors.ts'

/** The error for a host that the topology has not, with those that it has. */
export function noSuchHost(host: string, kind: string, known: ReadonlyMap<string, unknown>): BridgeheadError {
  return failure('BH_ERR_NO_SUCH_HOST', { host, kind, known: [...known.keys()].join(', ') || 'none' })
}
