// What WCF, the library under the mailbox replication service, makes of an answer that is no SOAP: the sentences that an
// admin finds in the result of the real cmdlets (reference exchange-protocols.md 2.10).

import { type AuthenticationScheme, type HttpResponse, headerValue, headerValues } from '../http/index.ts'

const schemeNames: Readonly<Record<AuthenticationScheme, string>> = {
  none: 'Anonymous',
  basic: 'Basic',
  ntlm: 'Ntlm',
  negotiate: 'Negotiate',
}

/** Statuses of which WCF says nothing of its own, with the words of .NET for them where the answer has none. */
const statusNames: Readonly<Record<number, string>> = {
  302: 'Found',
  400: 'Bad Request',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  502: 'Bad Gateway',
  504: 'Gateway Timeout',
}

/** Why the call failed, as WCF words it; undefined when the answer is the SOAP that was due. */
export function wcfSentence(response: HttpResponse, scheme: AuthenticationScheme): string | undefined {
  const { url, status, reason, headers } = response
  const type = headerValue(headers, 'content-type') ?? ''
  const isSoap = /^application\/soap\+xml\b/i.test(type)
  switch (status) {
    case 401: {
      const received = headerValues(headers, 'www-authenticate').join(', ')
      return `The HTTP request is unauthorized with client authentication scheme '${schemeNames[scheme]}'. The authentication header received from the server was '${received}'. The remote server returned an error: (401) Unauthorized.`
    }
    case 403:
      return `The HTTP request was forbidden with client authentication scheme '${schemeNames[scheme]}'. The remote server returned an error: (403) Forbidden.`
    case 404:
    case 410:
      return `There was no endpoint listening at ${url.href} that could accept the message. This is often caused by an incorrect address or SOAP action. The remote server returned an error: (${status}) ${reason || 'Not Found'}.`
    case 503:
      return `The HTTP service located at ${url.href} is unavailable. This could be because the service is too busy or because no endpoint was found listening at the specified address. The remote server returned an error: (503) Server Unavailable.`
    default:
      if (isSoap && (status === 200 || status === 500)) return undefined
      if (status === 200) {
        return `The content type ${type || '(none)'} of the response message does not match the content type of the binding (application/soap+xml; charset=utf-8).`
      }
      return `The remote server returned an unexpected response: (${status}) ${reason || (statusNames[status] ?? '')}.`
  }
}
