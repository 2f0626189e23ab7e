// WS-Management over SOAP 1.2 (DSP0226), as far as a remote shell begins with it.

import { childOf, childrenOf, type Element, parseXml, textOf, XmlSyntaxError } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'

export const soapNamespace = 'http://www.w3.org/2003/05/soap-envelope'
export const addressingNamespace = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
export const wsmanNamespace = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'
export const identityNamespace = 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'
export const shellNamespace = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell'
export const transferNamespace = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'

export interface WsManRequest {
  /** wsa:Action; undefined for Identify, which has no header. */
  readonly action: string | undefined
  readonly messageId: string | undefined
  readonly resourceUri: string | undefined
  /** The selector ShellId. */
  readonly shellId: string | undefined
  /** First element of the body; undefined when it is empty. */
  readonly body: Element | undefined
}

/** Reads an envelope; undefined for what is none. */
export function readWsMan(text: string): WsManRequest | undefined {
  const envelope = parse(text)
  if (envelope?.namespaceURI !== soapNamespace || envelope.localName !== 'Envelope') return undefined
  const header = childOf(envelope, soapNamespace, 'Header')
  const body = childOf(envelope, soapNamespace, 'Body')
  const value = (namespace: string, name: string): string | undefined =>
    textOf(header && childOf(header, namespace, name))
  const selectors = header && childOf(header, wsmanNamespace, 'SelectorSet')
  const shell = selectors && childrenOf(selectors).find((selector) => selector.getAttribute('Name') === 'ShellId')
  return {
    action: value(addressingNamespace, 'Action'),
    messageId: value(addressingNamespace, 'MessageID'),
    resourceUri: value(wsmanNamespace, 'ResourceURI'),
    shellId: textOf(shell),
    body: body && childrenOf(body)[0],
  }
}

function parse(text: string): Element | undefined {
  try {
    return parseXml(text)
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined
    throw error
  }
}

export interface WsManReply {
  readonly action: string
  readonly relatesTo: string | undefined
  /** GUID of the answer itself. */
  readonly messageId: string
  readonly body: Markup
}

/** The envelope of an answer. */
export function wsManReply({ action, relatesTo, messageId, body }: WsManReply): string {
  const related = relatesTo === undefined ? undefined : markup`<a:RelatesTo>${relatesTo}</a:RelatesTo>`
  return markup`<s:Envelope xml:lang="en-US" xmlns:s="${soapNamespace}" xmlns:a="${addressingNamespace}" xmlns:w="${
    wsmanNamespace
  }"><s:Header><a:Action>${action}</a:Action><a:MessageID>uuid:${messageId}</a:MessageID><a:To>${
    addressingNamespace
  }/role/anonymous</a:To>${related}</s:Header><s:Body>${body}</s:Body></s:Envelope>`.text
}

/** The body of a fault (DSP0226 section 14); `subcode` with its prefix, `a:` addressing or `w:` WS-Management. */
export function wsManFault(subcode: string, text: string): Markup {
  return markup`<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${
    subcode
  }</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">${text}</s:Text></s:Reason></s:Fault>`
}
