// Client actions seen as observations: what `client` and `finish` hold against `expect`.

import * as z from 'zod'
import type { CertificateSeen } from '../base/certificate-seen.ts'
import type { ActionResult } from '../clients/types.ts'
import type { StartedLab } from '../lab/types.ts'
import { type Observed, type Wishes, wish } from './expectation.ts'
import { hopWishes, viewHops } from './hop-view.ts'
import type { Observation } from './steps/types.ts'

/** What `expect.certificate` may say, of a client action and of a request. */
export const certificateWishes = z
  .strictObject({
    subject: wish.optional().describe('subject, as printed by openssl'),
    issuer: wish.optional().describe('who signed it'),
    names: wish.optional().describe('DNS names of the subject alternative name'),
    trusted: wish.optional().describe('whether it comes from an authority that clients trust'),
    validFrom: wish.optional().describe('first moment of validity, ISO 8601'),
    validTo: wish.optional().describe('last moment of validity, ISO 8601'),
    fingerprint: wish.optional().describe('SHA-256 in lower-case hex'),
  })
  .meta({ id: 'certificate', description: 'the certificate that the client was shown' })

/** What `expect` of a client action may say. */
export const actionWishes = z.strictObject({
  ok: wish.optional().describe('whether the client got what it wanted; true when nothing is said'),
  summary: wish.optional().describe('the client in its own words'),
  status: wish.optional().describe('HTTP status of the last answer'),
  cause: wish.optional().describe('why it failed, out of the closed list of causes'),
  facts: z.record(z.string(), wish).optional().describe('facts of this action, see its page'),
  certificate: certificateWishes.optional(),
  hops: hopWishes.optional(),
  hopsOf: z
    .record(z.string(), hopWishes)
    .optional()
    .describe('hops of the last request with that method: RPC_IN_DATA and RPC_OUT_DATA are two'),
}) satisfies z.ZodType<Wishes>

/** A client action is expected to succeed unless something else is said of `ok`. */
export const impliedByAction = (expect: Wishes): Wishes => ('ok' in expect ? {} : { ok: true })

/** How many of an action's last requests `hopsOf` looks at: enough for two channels that each log on in three legs. */
const lastRequests = 8

/** What an action yielded, with the trace of its last request. */
export async function observeAction(result: ActionResult, lab: StartedLab): Promise<Observation> {
  const { ok, summary, status, cause, facts, certificate, requestIds } = result
  const traces = await Promise.all(requestIds.slice(-lastRequests).map((id) => lab.trace(id)))
  const trace = traces.at(-1) ?? []
  const hopsOf = Object.fromEntries(traces.map((hops) => [hops[0]?.method ?? '', viewHops(hops)]))
  const seen = viewCertificate(certificate)
  return {
    summary,
    values: { ok, summary, status, cause, facts, certificate: seen, hops: viewHops(trace), hopsOf },
    trace,
  }
}

function viewCertificate(certificate: CertificateSeen | undefined): Observed {
  return certificate === undefined ? {} : { ...certificate }
}
