// Requests and answers of Autodiscover in plain old XML (reference exchange-protocols.md 2.4).

import { escapeMarkup } from '../../../base/escape-markup.ts'
import type { HttpRequest, HttpResponse } from '../../http/index.ts'
import { placeOf } from '../../words.ts'
import { childrenNamed, type Element, firstNamed, parseXml, textOf } from '../../xml.ts'
import { outlookHeaders } from '../outlook.ts'

const schemas = 'http://schemas.microsoft.com/exchange/autodiscover'

/** The URLs and names that Outlook is told; empty texts are absent. */
export interface OutlookSettings {
  readonly displayName: string
  readonly legacyDn: string
  readonly ewsUrl: string
  readonly owaUrl: string
  readonly ecpUrl: string
  readonly oabUrl: string
  readonly mapiUrl: string
  /** Host of Outlook Anywhere. */
  readonly rpcServer: string
  /** `<guid>@<domain>`, the mailbox as Outlook addresses it. */
  readonly mailboxServer: string
}

/** One service as clients on each side are to reach it; undefined where it is not told. */
export interface BothSides {
  readonly internal: string | undefined
  readonly external: string | undefined
}

/** The ways to the mailbox that the answer offers. */
export interface OutlookEndpoints {
  /** URLs of MAPI over HTTP; undefined when it is not offered. */
  readonly mapiHttp: { readonly store: BothSides; readonly addressBook: BothSides } | undefined
  /** Host of Outlook Anywhere, and how it logs on. */
  readonly outlookAnywhere: { readonly host: string; readonly auth: 'basic' | 'ntlm' } | undefined
}

/** What an answer of Autodiscover says. */
export type PoxAnswer =
  | { readonly kind: 'settings'; readonly settings: OutlookSettings; readonly endpoints: OutlookEndpoints }
  | { readonly kind: 'redirect-address'; readonly address: string }
  | { readonly kind: 'redirect-url'; readonly url: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }

/** The request for the settings of an address, without credentials. */
export function poxRequest(url: URL, address: string): HttpRequest {
  const body = `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="${schemas}/outlook/requestschema/2006"><Request><EMailAddress>${escapeMarkup(address)}</EMailAddress><AcceptableResponseSchema>${schemas}/outlook/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`
  return {
    url,
    method: 'POST',
    headers: [
      ...outlookHeaders,
      ['Content-Type', 'text/xml'],
      ['X-MapiHttpCapability', '1'],
      ['X-AnchorMailbox', address],
    ],
    body: Buffer.from(body),
  }
}

/** What a 200 says. @throws CauseError bad-response when it is not XML. */
export function readPox({ url, body }: Pick<HttpResponse, 'url' | 'body'>): PoxAnswer {
  const root = parseXml(body, `The answer of ${placeOf(url)}`)
  const error = firstNamed(root, 'Error')
  if (error) {
    return { kind: 'error', code: textOf(error, 'ErrorCode') ?? '', message: textOf(error, 'Message') ?? 'no message' }
  }
  const account = firstNamed(root, 'Account')
  const action = account && textOf(account, 'Action')
  if (account === undefined || action === undefined) {
    return { kind: 'error', code: '', message: 'the answer has no Account with an Action' }
  }
  const value = (name: string): string => textOf(account, name) ?? ''
  if (action === 'redirectAddr') return { kind: 'redirect-address', address: value('RedirectAddr') }
  if (action === 'redirectUrl') return { kind: 'redirect-url', url: value('RedirectUrl') }
  return { kind: 'settings', settings: settingsOf(root, account), endpoints: endpointsOf(account) }
}

/** The Protocol block of a type, which stands in an attribute or in an element. */
function protocolFinder(account: Element): (type: string) => Element | undefined {
  const protocols = childrenNamed(account, 'Protocol')
  return (type) => protocols.find((one) => one.getAttribute('Type') === type || textOf(one, 'Type') === type)
}

function endpointsOf(account: Element): OutlookEndpoints {
  const typed = protocolFinder(account)
  const [mapi, expr] = [typed('mapiHttp'), typed('EXPR')]
  const sides = (parent: Element | undefined): BothSides => ({
    internal: (parent && textOf(parent, 'InternalUrl')) || undefined,
    external: (parent && textOf(parent, 'ExternalUrl')) || undefined,
  })
  const host = expr && textOf(expr, 'Server')
  return {
    mapiHttp: mapi && {
      store: sides(firstNamed(mapi, 'MailStore')),
      addressBook: sides(firstNamed(mapi, 'AddressBook')),
    },
    outlookAnywhere: host
      ? { host, auth: expr && textOf(expr, 'AuthPackage')?.toLowerCase() === 'basic' ? 'basic' : 'ntlm' }
      : undefined,
  }
}

function settingsOf(root: Element, account: Element): OutlookSettings {
  const typed = protocolFinder(account)
  const [exch, expr, web, mapi] = [typed('EXCH'), typed('EXPR'), typed('WEB'), typed('mapiHttp')]
  // From outside EXPR holds the URLs that can be reached; without it there is only one set.
  const url = (name: string): string => (expr && textOf(expr, name)) || (exch && textOf(exch, name)) || ''
  const side = (parent: Element | undefined): Element | undefined =>
    parent && (firstNamed(parent, 'External') ?? firstNamed(parent, 'Internal'))
  const outside = side(web)
  const store = mapi && firstNamed(mapi, 'MailStore')
  return {
    displayName: textOf(root, 'DisplayName') ?? '',
    legacyDn: textOf(root, 'LegacyDN') ?? '',
    ewsUrl: url('EwsUrl'),
    owaUrl: (outside && textOf(outside, 'OWAUrl')) ?? '',
    ecpUrl: url('EcpUrl'),
    oabUrl: url('OABUrl'),
    mapiUrl: (store && (textOf(store, 'ExternalUrl') || textOf(store, 'InternalUrl'))) ?? '',
    rpcServer: (expr && textOf(expr, 'Server')) ?? '',
    mailboxServer: (exch && textOf(exch, 'Server')) ?? '',
  }
}
