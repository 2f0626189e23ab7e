import { recipientsDn } from '../../../../mock-exchange/mailbox/legacy-dn.ts'
import { writeExtendedBuffers } from '../../../../protocols/mapi/extended-buffer.ts'
import { encodeRopBuffer } from '../../../../protocols/mapi/rop-buffer.ts'
import {
  encodeConnectRequest,
  encodeExecuteRequest,
  MapiHttpResponseReader,
} from '../../../../protocols/mapi-http/index.ts'
import type { UserPlan } from '../../../../topology/lab-plan.ts'
import { alice, basic, type Host } from '../host.ts'

export const dnOf = ({ user, mailboxGuid }: UserPlan): string =>
  `${recipientsDn}${mailboxGuid.replaceAll('-', '')}-${user}`

export function connectBody(dn: string): Buffer {
  const common = { flags: 0, codePage: 1252, lcidSort: 0x409, lcidString: 0x409, auxiliary: Buffer.alloc(0) }
  return encodeConnectRequest({ userDn: dn, ...common })
}

/** An Execute of ROPs. */
export function executeBody(rops: Buffer, handles: readonly number[], maxRopOut = 0x8000): Buffer {
  const ropBuffer = writeExtendedBuffers([encodeRopBuffer({ rops, handles })])
  return encodeExecuteRequest({ flags: 3, ropBuffer, maxRopOut })
}

export interface MapiRequest {
  readonly as?: UserPlan
  readonly endpoint?: 'emsmdb' | 'nspi'
  readonly cookie?: string
  readonly body?: Uint8Array
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
}

/** Sends a request; its body is still to be read. */
export function open(host: Host, type: string, request: MapiRequest = {}): Promise<Response> {
  const { as = alice, endpoint = 'emsmdb', cookie, body, headers, signal } = request
  return fetch(`${host.url}/mapi/${endpoint}/?MailboxId=${as.mailboxGuid}@contoso.com`, {
    method: 'POST',
    headers: {
      authorization: basic(as),
      'content-type': 'application/mapi-http',
      'x-requesttype': type,
      'x-requestid': '{11111111-1111-4111-8111-111111111111}:1',
      'x-clientinfo': '{22222222-2222-4222-8222-222222222222}:7',
      ...(cookie === undefined ? {} : { cookie }),
      ...headers,
    },
    body: Uint8Array.from(body ?? []),
    ...(signal ? { signal } : {}),
  })
}

export async function call(host: Host, type: string, request: MapiRequest = {}) {
  const response = await open(host, type, request)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const code = Number(response.headers.get('x-responsecode'))
  const reader = new MapiHttpResponseReader()
  if (code === 0) reader.push(bytes)
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { response, code, cookie, answer: code === 0 ? reader.end() : undefined }
}
