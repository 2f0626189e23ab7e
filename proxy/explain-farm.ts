// What of a farm `bridgehead explain` shows: its servers and how one is chosen, and the headers that they are sent.

import { endpointText } from '../base/endpoint-text.ts'
import { redactHeader } from '../base/redact.ts'
import type { TlsMode } from '../base/trace.ts'
import type { EdgePlan, FarmPlan } from '../topology/edge-plan.ts'
import type { AdminState } from '../topology/schema/availability.ts'
import { explainAffinity, hashOver } from './explain-choice.ts'
import type { Sent } from './explain-decision.ts'
import { forwardHeaders } from './headers/index.ts'
import { nameInHost } from './path/target.ts'

/** The farm that a request goes to. */
export interface FarmOutcome {
  readonly kind: 'farm'
  readonly farm: string
  readonly mode: TlsMode
  /** In the order of the plan. */
  readonly servers: readonly ServerOutcome[]
  readonly balance: string
  /** What the hash of the balancing is over; undefined when it is none. */
  readonly hashOver: string | undefined
  readonly affinityCookie: string | undefined
  /** Every form of affinity, in words. */
  readonly affinity: readonly string[]
  readonly health: string | undefined
  /** Other servers that are tried when one cannot be reached. */
  readonly retries: number
  /** What waits when all are full, in milliseconds; undefined when no server has a limit. */
  readonly queue: { readonly most: number; readonly wait: number } | undefined
  /** How the server's certificate is checked; undefined unless the edge encrypts towards it. */
  readonly certificate: { readonly verified: boolean; readonly name: string; readonly authority: string } | undefined
  /** The headers as the server gets them, secrets taken out; empty when they are passed through unseen. */
  readonly headers: readonly { readonly name: string; readonly value: string; readonly from: 'client' | 'edge' }[]
}

/** A server of the farm; `address` with port. */
interface ServerOutcome {
  readonly name: string
  readonly address: string
  readonly weight: number
  readonly state: AdminState
  readonly maxRequests: number | undefined
}

/**
 * What a request meets at a farm.
 * @param host the Host field, or the name in the hello of TLS that is passed through
 * @param headers as the server gets them; none when they are passed through unseen
 */
export function farmOutcome(farm: FarmPlan, mode: TlsMode, host: string, headers: FarmOutcome['headers']): FarmOutcome {
  return {
    kind: 'farm',
    farm: farm.name,
    mode,
    servers: farm.servers.map(({ name, endpoint, weight, state, maxRequests }) => ({
      name,
      address: endpointText(endpoint),
      weight,
      state,
      maxRequests,
    })),
    balance: farm.balance,
    hashOver: hashOver(farm),
    affinityCookie: farm.affinity?.cookie?.name,
    affinity: explainAffinity(farm),
    health: farm.health?.path,
    retries: farm.retries,
    queue: farm.servers.some(({ maxRequests }) => maxRequests !== undefined) ? farm.queue : undefined,
    certificate:
      farm.tls === undefined || mode !== 'bridge'
        ? undefined
        : {
            verified: farm.tls.verify,
            name: farm.tls.servername ?? nameInHost(host),
            authority: farm.tls.ca ?? 'the authorities trusted by default',
          },
    headers,
  }
}

// What only a real request has.
const unknownValues: Readonly<Record<string, string>> = {
  'x-arr-ssl': '<bits of the key>|<bits of the cipher>|<issuer>|<subject>',
  'x-arr-log-id': '<a new GUID>',
  'x-arr-clientcert': '<the certificate of the client, DER in base64>',
  'client-cert': ':<the certificate of the client, DER in base64>:',
}

/** The headers of a request as a server of the farm gets them. */
export function headersFor(
  plan: EdgePlan,
  farm: FarmPlan,
  { scheme, host, method, target, sent, framing, listener }: Sent,
): FarmOutcome['headers'] {
  const client = '<client>'
  const tls = {
    serverName: host,
    cipher: '',
    certificateBits: 0,
    issuer: '',
    subject: '',
    names: [],
    client: listener.clientCertificate === undefined ? undefined : { der: '', subject: '' },
  }
  const forwarded = forwardHeaders(farm.headers, {
    headers: sent,
    method,
    target,
    host,
    clientAddress: client,
    clientPort: 0,
    tls: scheme === 'https' ? tls : undefined,
    trustedPeer: false,
    upgrade: sent.some(([name]) => name.toLowerCase() === 'upgrade'),
    expectContinue: true,
    framing,
    via: plan.via === 'off' ? undefined : `1.1 ${plan.via === 'on' ? '<name made at start>' : plan.via}`,
    dropsUnderscores: plan.underscores === 'drop',
  })
  return forwarded.map((field) => {
    const [name, value] = field
    const shown =
      unknownValues[name.toLowerCase()] ?? redactHeader(name, value.replace(`${client}:0`, `${client}:<port>`))
    return { name, value: shown, from: sent.includes(field) ? 'client' : 'edge' }
  })
}
