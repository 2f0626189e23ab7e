// SOAP 1.1 envelopes of EWS, in and out.

import { attributeOf, childOf, childrenOf, type Element, parseXml } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { ExchangeVersion } from '../exchange-version.ts'
import { EwsFault, schemaFault } from './errors.ts'
import { errorsNamespace, messagesNamespace, soapNamespace, typesNamespace } from './namespaces.ts'
import type { ResponseMessage } from './operation.ts'

/** A request out of its envelope. */
export interface EwsRequest {
  readonly operation: Element
  /** `Version` of RequestServerVersion; undefined when the request has none. */
  readonly version: string | undefined
}

/**
 * The operation's element within a request's envelope.
 * @throws XmlSyntaxError, EwsFault for a version that is not known here, a user that may not be impersonated or an
 * envelope that is none.
 */
export function readEnvelope(text: string, version: ExchangeVersion): EwsRequest {
  const envelope = parseXml(text)
  if (envelope.namespaceURI !== soapNamespace || envelope.localName !== 'Envelope') {
    throw schemaFault(`The '${envelope.localName}' element is not declared.`)
  }
  const header = childOf(envelope, soapNamespace, 'Header')
  const asked = header && childOf(header, typesNamespace, 'RequestServerVersion')
  const name = asked === undefined ? undefined : attributeOf(asked, 'Version')
  if (name !== undefined && !version.ewsRequestVersions.includes(name)) {
    throw new EwsFault('ErrorInvalidServerVersion', 'The specified server version is invalid.')
  }
  if (header !== undefined && childOf(header, typesNamespace, 'ExchangeImpersonation') !== undefined) {
    // Nobody here has been given the role ApplicationImpersonation.
    throw new EwsFault(
      'ErrorImpersonateUserDenied',
      'The account does not have permission to impersonate the requested user.',
    )
  }
  const body = childOf(envelope, soapNamespace, 'Body')
  const operation = body && childrenOf(body)[0]
  if (operation === undefined) throw schemaFault("The element 'Body' has incomplete content.")
  return { operation, version: name }
}

/** The whole answer of an operation; `content` is what stands in its `m:…Response`. */
export function responseEnvelope(operation: string, content: Markup, version: ExchangeVersion): string {
  return envelope(response(operation, content), serverVersionInfo(version))
}

/** The whole answer of an operation whose `m:…Response` is a response message itself. */
export function messageEnvelope(element: string, message: ResponseMessage, version: ExchangeVersion): string {
  const content = messageElement(element, message, markup` xmlns:m="${messagesNamespace}" xmlns:t="${typesNamespace}"`)
  return envelope(content, serverVersionInfo(version))
}

/**
 * One envelope of a stream. Exchange writes these with SOAP as the default namespace, and clients cut the stream at the
 * literal `<Envelope` (reference/real-clients.md, finding 11).
 */
export function streamedEnvelope(operation: string, content: Markup, version: ExchangeVersion): string {
  const header = markup`<soap11:Header xmlns:soap11="${soapNamespace}">${serverVersionInfo(version)}</soap11:Header>`
  const body = markup`<soap11:Body xmlns:soap11="${soapNamespace}">${response(operation, content)}</soap11:Body>`
  return markup`<Envelope xmlns="${soapNamespace}">${header}${body}</Envelope>`.text
}

function response(operation: string, content: Markup): Markup {
  return markup`<m:${operation}Response xmlns:m="${messagesNamespace}" xmlns:t="${typesNamespace}">${
    content
  }</m:${operation}Response>`
}

/** `m:ResponseMessages` of an operation. */
export function responseMessages(operation: string, messages: readonly ResponseMessage[]): Markup {
  const parts = messages.map((message) => messageElement(`${operation}ResponseMessage`, message))
  return markup`<m:ResponseMessages>${parts}</m:ResponseMessages>`
}

/** One response message as the element `m:<name>`. */
export function messageElement(name: string, message: ResponseMessage, declarations: Markup = markup``): Markup {
  const { responseClass, code, text, payload } = message
  return markup`<m:${name} ResponseClass="${responseClass}"${declarations}>${
    text === undefined ? undefined : markup`<m:MessageText>${text}</m:MessageText>`
  }<m:ResponseCode>${code}</m:ResponseCode>${
    responseClass === 'Success' ? undefined : markup`<m:DescriptiveLinkKey>0</m:DescriptiveLinkKey>`
  }${payload}</m:${name}>`
}

/** The SOAP fault of a refused request; it goes with HTTP 500 (reference/exchange-protocols.md section 9.1). */
export function faultEnvelope({ code, message }: EwsFault): string {
  return envelope(
    markup`<s:Fault><faultcode xmlns:a="${typesNamespace}">a:${code}</faultcode><faultstring xml:lang="en-US">${
      message
    }</faultstring><detail><e:ResponseCode xmlns:e="${errorsNamespace}">${
      code
    }</e:ResponseCode><e:Message xmlns:e="${errorsNamespace}">${message}</e:Message></detail></s:Fault>`,
  )
}

function envelope(body: Markup, header?: Markup): string {
  const head = header === undefined ? undefined : markup`<s:Header>${header}</s:Header>`
  // WCF's serializer declares both on the body of every answer; some readers know `xsi:type` by them alone.
  const declared =
    header === undefined
      ? undefined
      : markup` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"`
  const whole = markup`<s:Envelope xmlns:s="${soapNamespace}">${head}<s:Body${declared}>${body}</s:Body></s:Envelope>`
  return `<?xml version="1.0" encoding="utf-8"?>${whole}`
}

function serverVersionInfo({ build: [major, minor, build, revision], ewsVersion }: ExchangeVersion): Markup {
  return markup`<h:ServerVersionInfo MajorVersion="${major}" MinorVersion="${minor}" MajorBuildNumber="${
    build
  }" MinorBuildNumber="${revision}" Version="${ewsVersion}" xmlns:h="${typesNamespace}"/>`
}
