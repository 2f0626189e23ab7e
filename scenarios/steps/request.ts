import * as z from 'zod'
import { request } from '../../clients/probe/request.ts'
import { certificateWishes, observeAction } from '../action-observation.ts'
import { type Wishes, wish } from '../expectation.ts'
import { hopWishes, outermostHops, viewHeaders } from '../hop-view.ts'
import type { StepKind } from './types.ts'
import { checkLogOn, credentialsOf, logOn, nameOf, session, vantage } from './vocabulary.ts'

const options = z
  .strictObject({ ...request.options.shape, from: vantage, as: logOn, session })
  .describe('one HTTP request')

const expect = z.strictObject({
  status: wish.optional().describe('HTTP status of the last answer'),
  body: wish.optional().describe('body of the answer as text, its first 4096 characters'),
  headers: z.record(z.string().toLowerCase(), wish).optional().describe('headers of the answer, by name in any case'),
  cause: wish
    .optional()
    .describe('why there was no answer, out of the closed list of causes; absent when nothing is said'),
  url: wish.optional().describe('where it ended, after redirects'),
  connections: wish.optional().describe('over how many connections of the client it went'),
  certificate: certificateWishes.optional(),
  hops: hopWishes.optional(),
}) satisfies z.ZodType<Wishes>

export const requestStep: StepKind<typeof options> = {
  name: 'request',
  about: 'Sends an HTTP request, as curl would, once or many times.',
  example: `- request: { url: https://mail.contoso.com/owa/healthcheck.htm, from: internet }
  id: first
  expect: { status: 200, certificate: { names: { contains: mail.contoso.com } }, hops: { edge: { mode: offload } } }
- request: { url: https://mail.contoso.com/EWS/Exchange.asmx, auth: ntlm, as: alice, session: alice }
  expect: { hops: { edge: { serverConnection: { differsFrom: first } } } }`,
  options,
  expect,
  title({ method, url, from, auth, as, times }) {
    const who = as === undefined ? '' : `${nameOf(as)} (${auth}): `
    return `${who}${method} ${url.href} from the ${from}${times === 1 ? '' : `, ${times} times`}`
  },
  implied: (expect) => ('cause' in expect ? {} : { cause: 'absent' }),
  check({ as, auth }, scope) {
    checkLogOn(as, scope, ['request', 'as'])
    if ((as === undefined) !== (auth === 'none')) {
      scope.problem(
        ['request'],
        'a request that logs on needs both: `as`, who, and `auth`, how (basic, ntlm, negotiate)',
      )
    }
  },
  async run({ from, as, session, ...wanted }, { lab, sessions }, { signal }) {
    const context = {
      from: lab.from(from),
      as: credentialsOf(as, lab),
      signal,
      record: lab.record,
      whenHeld: lab.whenHeld,
      established() {},
      session: sessions.get(session, from),
    }
    const result = await request.run(context, wanted)
    const { summary, values, trace } = await observeAction(result, lab)
    const { status, cause, certificate = {}, hops = {} } = values
    const { text, url, connections } = result.facts
    const headers = viewHeaders(outermostHops(trace).get('client')?.responseHeaders ?? [])
    return { summary, values: { status, cause, body: text, headers, url, connections, certificate, hops }, trace }
  },
}
