// SOAP 1.2 with WS-Addressing 1.0, as a WCF service reads and writes it. Faults of the dispatcher have the codes and
// sentences of WCF [recalled, not verified].

import { randomUUID } from 'node:crypto'
import {
  actionOf,
  addressingNamespace,
  type MrsOperation,
  mrsNamespace,
  mrsOperations,
  soap12Namespace,
} from '../../../protocols/mrs/index.ts'
import { childOf, childrenOf, type Element, parseXml, textOf, XmlSyntaxError } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { MrsFault } from './errors.ts'

/** A request that the service understands. */
export interface MrsRequest {
  readonly operation: MrsOperation
  readonly messageId: string
  readonly body: Element
}

/** What the dispatcher refuses before any operation sees it. */
export class DispatchFault extends Error {
  override readonly name = 'DispatchFault'
  /** Local name of the fault's code, of WS-Addressing or of SOAP. */
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Reads a request.
 * @throws DispatchFault; XmlSyntaxError for what is no XML, which WCF answers with a bare 400
 */
export function readRequest(text: string): MrsRequest {
  const envelope = parseXml(text)
  if (envelope.localName !== 'Envelope' || envelope.namespaceURI !== soap12Namespace) {
    throw new DispatchFault('VersionMismatch', 'The envelope is none of SOAP 1.2.')
  }
  const header = childOf(envelope, soap12Namespace, 'Header')
  const body = childOf(envelope, soap12Namespace, 'Body')
  if (body === undefined) throw new XmlSyntaxError('the envelope has no body')
  refuseUnknownHeaders(header)
  const value = (name: string): string | undefined => textOf(header && childOf(header, addressingNamespace, name))
  const action = value('Action')
  const messageId = value('MessageID')
  if (action === undefined || messageId === undefined) {
    const missing = action === undefined ? 'Action' : 'MessageID'
    throw new DispatchFault('MessageAddressingHeaderRequired', `A required header is missing: ${missing}.`)
  }
  const operation = mrsOperations.find((name) => actionOf(name) === action)
  const element = operation && childOf(body, mrsNamespace, operation)
  if (operation === undefined || element === undefined) {
    throw new DispatchFault(
      'ActionNotSupported',
      `The message with Action '${action}' cannot be processed at the receiver, due to a ContractFilter mismatch at the EndpointDispatcher.`,
    )
  }
  return { operation, messageId, body: element }
}

/** SOAP 1.2 section 2.4: a header that must be understood and is not ends the message. */
function refuseUnknownHeaders(header: Element | undefined): void {
  for (const block of header === undefined ? [] : childrenOf(header)) {
    const must = block.getAttribute('mustUnderstand', soap12Namespace)
    if (must !== '1' && must !== 'true') continue
    if (block.namespaceURI === addressingNamespace) continue
    throw new DispatchFault(
      'MustUnderstand',
      `The header '${block.localName}' from the namespace '${block.namespaceURI}' was not understood by the recipient of this message.`,
    )
  }
}

/** The answer of an operation. */
export function responseEnvelope({ operation, messageId }: MrsRequest, content: Markup): string {
  const body = markup`<${operation}Response xmlns="${mrsNamespace}">${content}</${operation}Response>`
  return envelope(`${actionOf(operation)}Response`, messageId, body)
}

/** The fault of the service itself. @param messageId of the request */
export function faultEnvelope({ code, message }: MrsFault, messageId: string): string {
  const detail = markup`<MailboxReplicationServiceFault xmlns="${mrsNamespace}"><Code>${code}</Code><Message>${message}</Message></MailboxReplicationServiceFault>`
  return envelope(
    `${mrsNamespace}/MailboxReplicationServiceFault`,
    messageId,
    markup`<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang="en-US">${
      message
    }</s:Text></s:Reason><s:Detail>${detail}</s:Detail></s:Fault>`,
  )
}

/** The fault of the dispatcher; it knows no message that it answers. */
export function dispatchFaultEnvelope({ code, message }: DispatchFault): string {
  const ofSoap = code === 'MustUnderstand' || code === 'VersionMismatch'
  const values = ofSoap
    ? markup`<s:Value>s:${code}</s:Value>`
    : markup`<s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:${code}</s:Value></s:Subcode>`
  return envelope(
    `${addressingNamespace}/fault`,
    undefined,
    markup`<s:Fault><s:Code>${values}</s:Code><s:Reason><s:Text xml:lang="en-US">${message}</s:Text></s:Reason></s:Fault>`,
  )
}

function envelope(action: string, relatesTo: string | undefined, body: Markup): string {
  const related = relatesTo === undefined ? undefined : markup`<a:RelatesTo>${relatesTo}</a:RelatesTo>`
  return markup`<s:Envelope xmlns:s="${soap12Namespace}" xmlns:a="${
    addressingNamespace
  }"><s:Header><a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID>${
    related
  }</s:Header><s:Body>${body}</s:Body></s:Envelope>`.text
}
