// One operation of Exchange Web Services as the EWS Managed API sends it, and what the layers before EWS may answer to it.

import type { ActionRun, Facts } from '../action-run.ts'
import { type AuthenticationScheme, type HttpRequest, type HttpResponse, headerValue } from '../http/index.ts'
import type { Credentials } from '../types.ts'
import { answered, logOnRefused, placeOf, quoted } from '../words.ts'
import { type Element, parseXml, textOf } from '../xml.ts'

/** Where EWS is, and how a client logs on to it. */
export interface EwsService {
  readonly url: URL
  readonly auth: AuthenticationScheme
}

const namespaces =
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages" xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types"'

/** The request for an operation, given as XML in which `m:` and `t:` are bound. */
export function ewsRequest({ url, auth }: EwsService, account: () => Credentials, operation: string): HttpRequest {
  const body = `<?xml version="1.0" encoding="utf-8"?><s:Envelope ${namespaces}><s:Header><t:RequestServerVersion Version="Exchange2013"/></s:Header><s:Body>${operation}</s:Body></s:Envelope>`
  return {
    url,
    method: 'POST',
    headers: [
      ['User-Agent', 'ExchangeServicesClient/15.00.0847.030'],
      ['Content-Type', 'text/xml; charset=utf-8'],
      ['Accept', 'text/xml'],
    ],
    body: Buffer.from(body),
    scheme: auth,
    account: auth === 'none' ? undefined : account(),
  }
}

/** The envelope of an answer, or why there is none. */
type EwsAnswer = { readonly root: Element } | { readonly refused: { readonly summary: string; readonly facts: Facts } }

/**
 * Reads an answer. Errors of EWS itself travel in 200 and, with a SOAP fault, in 500; all else comes from a layer before it.
 * @throws CauseError bad-response for XML that is none
 */
export function ewsEnvelope(run: ActionRun, { url, auth }: EwsService, response: HttpResponse): EwsAnswer {
  if (response.status === 401) return { refused: logOnRefused(response, auth, run.context.as) }
  const isPage = /^text\/html\b/i.test(headerValue(response.headers, 'content-type') ?? '')
  if (isPage || (response.status !== 200 && response.status !== 500)) {
    return { refused: { summary: `${answered(response)}.`, facts: {} } }
  }
  return { root: parseXml(response.body, `The answer of ${placeOf(url)}`) }
}

/** `ErrorItemNotFound, The item is gone`: the response code and what EWS says beside it. */
export function ewsReason(root: Element, code: string | undefined, otherwise = 'it says no more'): string {
  return `${code || 'no response code'}, ${quoted(textOf(root, 'MessageText') ?? textOf(root, 'faultstring') ?? otherwise)}`
}
