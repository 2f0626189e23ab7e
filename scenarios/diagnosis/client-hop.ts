// Where the client itself came no further: DNS, the network, the TLS handshake.

import { type FailureCause, failureCauses } from '../../base/failure-cause.ts'
import { type Diagnosis, hopText } from '../result.ts'
import { type Explain, hostOf, type Scene } from './scene.ts'

/** What to do, for the causes where that can be said. */
const advice: { readonly [Cause in FailureCause]?: string } = {
  'name-not-found': 'Add the name to the zone of this vantage; on the intranet a pinpoint zone covers one name only.',
  'no-address': 'Add an A or AAAA record.',
  'no-route':
    'From inside, a public address can be reached only through a router with hairpin; give the intranet its own address (split DNS).',
  'connect-refused': 'Check the port forwards of the router and the listeners of the edge.',
  'tls-name-mismatch': 'Issue a certificate with this name, or publish a name that is in it.',
  'tls-untrusted': 'Use a certificate of an authority that clients trust.',
  'tls-expired': 'Renew the certificate.',
}

/** The cause that the client saw, when no hop behind it knows better. */
export const explainClient: Explain = (scene) => {
  const hop = scene.hops.get('client')
  const cause = hop?.cause ?? causeInValues(scene)
  if (cause === undefined) return undefined
  const target = hop === undefined ? 'the server' : hostOf(hop.authority)
  const names = cause === 'tls-name-mismatch' ? namesSeen(scene) : ''
  const what = (hop?.detail ?? failureCauses[cause]).replace(/\.$/, '')
  const help = advice[cause] ?? ''
  const reached = scene.hops.get('edge')
  return {
    hop: `client → ${reached === undefined ? target : hopText(reached)}`,
    cause,
    sentence: `The client came no further than ${target}: ${what}${names}. ${help}`.trim(),
  } satisfies Diagnosis
}

function causeInValues({ observation }: Scene): FailureCause | undefined {
  const { cause } = observation.values
  return typeof cause === 'string' && Object.hasOwn(failureCauses, cause) ? (cause as FailureCause) : undefined
}

function namesSeen({ observation }: Scene): string {
  const { certificate } = observation.values
  if (typeof certificate !== 'object' || Array.isArray(certificate)) return ''
  const names = Reflect.get(certificate, 'names')
  return Array.isArray(names) && names.length > 0 ? ` (it has ${names.join(', ')})` : ''
}
