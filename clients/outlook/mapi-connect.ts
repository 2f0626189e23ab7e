import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import {
  decodeConnectResponse,
  encodeConnectRequest,
  MapiHttpResponseReader,
  mapiResponseCodes,
} from '../../protocols/mapi-http/index.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { headerValue, headerValues } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { outlookHeaders } from './outlook.ts'
import { profileOf } from './profile.ts'

/** Codes of Connect that come up in a lab ([MS-OXCDATA] 2.4). */
const errorCodes: Readonly<Record<number, string>> = {
  1003: 'the DN belongs to nobody',
  2147942405: 'the DN belongs to somebody else than who is logged on',
}

export const mapiConnect = defineAction({
  name: 'mapi.connect',
  about:
    'Outlook connects to the mailbox by MAPI over HTTP (Connect), with what its profile holds. Facts: displayName, responseCode, errorCode, pendingPeriod (ms), pendings, firstByteMilliseconds, serverApplication.',
  options: z.strictObject({
    url: serviceUrl('/mapi/emsmdb/'),
    userDn: z.string().optional().describe('legacyExchangeDN of the mailbox; that of the user when absent'),
    auth: scheme('ntlm'),
  }),
  async act(run, { url, userDn, auth }) {
    const profile = profileOf(run.user)
    const endpoint = new URL(url)
    if (endpoint.search === '') endpoint.search = `?MailboxId=${profile.mailboxServer}`
    const started = performance.now()
    const answer = await run.open({
      url: endpoint,
      method: 'POST',
      headers: [
        ...outlookHeaders,
        ['Content-Type', 'application/mapi-http'],
        ['X-RequestType', 'Connect'],
        ['X-RequestId', `{${randomUUID().toUpperCase()}}:1`],
        ['X-ClientInfo', `{${randomUUID().toUpperCase()}}:1`],
        ['X-ClientApplication', 'Outlook/15.0.4569.1503'],
      ],
      body: encodeConnectRequest({
        userDn: userDn ?? profile.legacyDn,
        flags: 0,
        codePage: 1252,
        lcidSort: 0x409,
        lcidString: 0x409,
        auxiliary: Buffer.alloc(0),
      }),
      scheme: auth,
      account: auth === 'none' ? undefined : run.user,
    })

    const isMapi =
      answer.status === 200 && /^application\/mapi-http/i.test(headerValue(answer.headers, 'content-type') ?? '')
    const reader = new MapiHttpResponseReader()
    const chunks: Buffer[] = []
    let firstByteMilliseconds: number | undefined
    for await (const chunk of answer.body) {
      firstByteMilliseconds ??= Math.round(performance.now() - started)
      if (isMapi) reader.push(chunk)
      else chunks.push(chunk)
    }
    const responseCode = Number(headerValue(answer.headers, 'x-responsecode') ?? Number.NaN)
    if (!isMapi) {
      const response = { ...answer, body: Buffer.concat(chunks) }
      if (response.status === 401) {
        const { summary, facts } = logOnRefused(response, auth, run.context.as)
        return run.failed(summary, facts)
      }
      return Number.isNaN(responseCode) ? run.failed(`${answered(response)}.`) : refused(run, url, responseCode)
    }

    const { tags, headers, body } = reader.end()
    // A code that comes with DONE overrides the one of the head, which was sent before the outcome was known.
    const finalCode = Number(headerValue(headers, 'x-responsecode') ?? responseCode)
    if (finalCode !== 0) return refused(run, url, finalCode)
    const connect = decodeConnectResponse(body)
    const errorCode = 'failed' in connect ? connect.statusCode : connect.errorCode
    run.note({
      responseCode: finalCode,
      errorCode,
      pendings: tags.filter((tag) => tag === 'PENDING').length,
      pendingPeriod: Number(headerValue(answer.headers, 'x-pendingperiod') ?? 0),
      firstByteMilliseconds: firstByteMilliseconds ?? 0,
      serverApplication: headerValue(answer.headers, 'x-serverapplication') ?? '',
    })
    if ('failed' in connect || errorCode !== 0) {
      const words = errorCodes[errorCode] ?? 'an unknown error'
      return run.failed(`${placeOf(url)} refused Connect with error 0x${errorCode.toString(16)}: ${words}.`)
    }
    if (!headerValues(answer.headers, 'set-cookie').some((line) => /^MapiContext=/i.test(line))) {
      return run.failed(`${placeOf(url)} answered Connect without the cookies of a session.`)
    }
    const { displayName } = connect
    return run.ok(`${placeOf(url)} opened the mailbox of ${displayName} by MAPI over HTTP.`, { displayName })
  },
})

function refused(run: ActionRun, url: URL, responseCode: number): ActionResult {
  const words = mapiResponseCodes.get(responseCode) ?? 'an unknown code'
  const code = Number.isNaN(responseCode) ? 'none' : responseCode
  return run.failed(`${placeOf(url)} refused Connect with X-ResponseCode ${code}: ${words}.`, { responseCode: code })
}
