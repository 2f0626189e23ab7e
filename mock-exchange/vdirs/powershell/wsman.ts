// WS-Management over SOAP 1.2 (DSP0226), as far as a remote shell begins with it.

import { childOf, childrenOf, type Element, parseXml, textOf, XmlSyntaxError } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'

export const soapNamespace = 'http://www.w3.org/2003/05/soap-envelope'
export const addressingNamespace = 'http://schemas.xmlsoap.org/ws/2004/08/addressing'
export const wsmanNamespace = 'http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd'
export const identityNamespace = 'http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd'
export const shellNamespace = 'http://schemas.microsoft.com/wbem/wsman/1/windows/shell'
export const transferNamespace = 'http://schemas.xmlsoap.org/ws/2004/09/transfer'

/** One option of an OptionSet, such as `protocolversion`. */
interface WsManOption {
  readonly name: string
  readonly value: string
  readonly mustComply: boolean
}

export interface WsManRequest {
  /** wsa:Action; undefined for Identify, which has no header. */
  readonly action: string | undefined
  readonly messageId: string | undefined
  readonly resourceUri: string | undefined
  /** The selector ShellId. */
  readonly shellId: string | undefined
  readonly options: readonly WsManOption[]
  /** Bytes that the client takes in an answer; undefined when it does not say, or not in digits. */
  readonly maxEnvelopeSize: number | undefined
  /** Id that the client chose for a shell to be created. */
  readonly wantedShellId: string | undefined
  /** First element of the body; undefined when it is empty. */
  readonly body: Element | undefined
}

/** Reads an envelope; undefined for what is none. */
export function readWsMan(text: string): WsManRequest | undefined {
  const envelope = parse(text)
  if (envelope?.namespaceURI !== soapNamespace || envelope.localName !== 'Envelope') return undefined
  const header = childOf(envelope, soapNamespace, 'Header')
  const content = childOf(envelope, soapNamespace, 'Body')
  if (content === undefined) return undefined
  const value = (namespace: string, name: string): string | undefined =>
    textOf(header && childOf(header, namespace, name))
  const selectors = header && childOf(header, wsmanNamespace, 'SelectorSet')
  const shell = selectors && childrenOf(selectors).find((selector) => selector.getAttribute('Name') === 'ShellId')
  const size = value(wsmanNamespace, 'MaxEnvelopeSize')
  const [body] = childrenOf(content)
  return {
    action: value(addressingNamespace, 'Action'),
    messageId: value(addressingNamespace, 'MessageID'),
    resourceUri: value(wsmanNamespace, 'ResourceURI'),
    shellId: textOf(shell),
    options: optionsOf(header),
    maxEnvelopeSize: /^\d{1,9}$/.test(size ?? '') ? Number(size) : undefined,
    wantedShellId: shellIdOf(body),
    body,
  }
}

function optionsOf(header: Element | undefined): readonly WsManOption[] {
  const set = header && childOf(header, wsmanNamespace, 'OptionSet')
  if (set === undefined) return []
  return childrenOf(set, wsmanNamespace, 'Option').map((option) => ({
    name: option.getAttribute('Name') ?? '',
    value: textOf(option) ?? '',
    mustComply: /^(true|1)$/i.test(option.getAttribute('MustComply') ?? ''),
  }))
}

/** Clients from PowerShell 3 on choose the id themselves ([MS-WSMV] 2.2.4.37, attribute ShellId). */
function shellIdOf(body: Element | undefined): string | undefined {
  if (body?.namespaceURI !== shellNamespace || body.localName !== 'Shell') return undefined
  const id = body.getAttribute('ShellId') ?? ''
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id : undefined
}

function parse(text: string): Element | undefined {
  try {
    return parseXml(text)
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined
    throw error
  }
}

/** How a request of WS-Management ends. Faults travel in 500. */
export interface WsManOutcome {
  readonly status: 200 | 500
  /** wsa:Action of the answer. */
  readonly action: string
  readonly body: Markup
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
