import * as z from 'zod'
import { decodeConnectResponse, encodeConnectRequest } from '../../protocols/mapi-http/index.ts'
import { defineAction } from '../define-action.ts'
import { scheme, serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { connectError } from './mailbox/connect-error.ts'
import { MapiHttpClient } from './mailbox/mapi-http.ts'
import { profileOf } from './profile.ts'

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
    const body = connectBody(userDn ?? profile.legacyDn)
    const answer = await new MapiHttpClient(run).send({ url: endpoint, type: 'Connect', body, auth })
    if ('failed' in answer) {
      const { failed, responseCode, schemes } = answer
      return run.failed(failed, {
        ...(responseCode === undefined ? {} : { responseCode }),
        ...(schemes === undefined ? {} : { schemes }),
      })
    }
    const connect = decodeConnectResponse(answer.body)
    const errorCode = 'failed' in connect ? connect.statusCode : connect.errorCode
    run.note({
      responseCode: 0,
      errorCode,
      pendings: answer.tags.filter((tag) => tag === 'PENDING').length,
      pendingPeriod: answer.pendingPeriod,
      firstByteMilliseconds: answer.firstByteMilliseconds,
      serverApplication: answer.serverApplication,
    })
    if ('failed' in connect || errorCode !== 0) {
      return run.failed(`${placeOf(url)} refused Connect with ${connectError(errorCode)}.`)
    }
    if (!answer.hasContext) {
      return run.failed(`${placeOf(url)} answered Connect without the cookies of a session.`)
    }
    const { displayName } = connect
    return run.ok(`${placeOf(url)} opened the mailbox of ${displayName} by MAPI over HTTP.`, { displayName })
  },
})

function connectBody(userDn: string): Buffer {
  return encodeConnectRequest({
    userDn,
    flags: 0,
    codePage: 1252,
    lcidSort: 0x409,
    lcidString: 0x409,
    auxiliary: Buffer.alloc(0),
  })
}
