// Faults of WS-Management ([DSP0226] section 14) as WinRM writes them ([MS-WSMV] 2.2.4.43): with its own detail, whose code
// is what administrators search for.

import { type Markup, markup } from '../../xml/markup.ts'
import { addressingNamespace, type WsManOutcome, wsmanNamespace } from './wsman.ts'

const faultDetail = `${wsmanNamespace.replace(/\.xsd$/, '')}/faultDetail`
const winRmFault = 'http://schemas.microsoft.com/wbem/wsman/1/wsmanfault'

interface Fault {
  /** With its prefix: `a:` addressing, `w:` WS-Management, `s:` SOAP. */
  readonly subcode: `${'a' | 'w'}:${string}`
  readonly text: string
  /** Last part of a fault detail URI of DSP0226. */
  readonly detail?: string
  /** WinRM's number for it, where it is known. */
  readonly code?: number
  /** More of the detail. */
  readonly extra?: Markup
}

/** The numbers of WinRM, of those faults whose number is known for sure. */
const codes = { shellNotFound: 2_150_858_843 } as const

function fault({ subcode, text, detail, code, extra }: Fault): WsManOutcome {
  const namespace = subcode.startsWith('a:') ? addressingNamespace : wsmanNamespace.replace(/\.xsd$/, '')
  const uri = detail === undefined ? undefined : markup`<w:FaultDetail>${faultDetail}/${detail}</w:FaultDetail>`
  const number = code === undefined ? undefined : markup` Code="${code}"`
  return {
    status: 500,
    action: `${namespace}/fault`,
    body: markup`<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>${
      subcode
    }</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">${text}</s:Text></s:Reason><s:Detail>${uri}${
      extra
    }<f:WSManFault xmlns:f="${winRmFault}"${number}><f:Message>${text}</f:Message></f:WSManFault></s:Detail></s:Fault>`,
  }
}

export const wsManFaults = {
  /** The envelope lacks a header that WS-Addressing wants. */
  headerRequired: (name: string): WsManOutcome =>
    fault({
      subcode: 'a:MessageInformationHeaderRequired',
      text: `A required header was missing: ${name}.`,
      extra: markup`<a:ProblemHeaderQName>a:${name}</a:ProblemHeaderQName>`,
    }),
  unknownResource: (uri: string | undefined): WsManOutcome =>
    fault({
      subcode: 'a:DestinationUnreachable',
      detail: 'InvalidResourceURI',
      text: `The WS-Management service cannot process the request. The service cannot find the resource identified by the resource URI ${uri ?? '(none)'}.`,
    }),
  unknownAction: (action: string): WsManOutcome =>
    fault({
      subcode: 'a:ActionNotSupported',
      text: `The WS-Management service cannot process the request because it contains an unsupported action: ${action}.`,
      extra: markup`<a:Action>${action}</a:Action>`,
    }),
  noShellSelector: (): WsManOutcome =>
    fault({
      subcode: 'w:InvalidSelectors',
      detail: 'InsufficientSelectors',
      text: 'The WS-Management service cannot process the request. The selector ShellId is missing.',
    }),
  shellNotFound: (shellId: string): WsManOutcome =>
    fault({
      subcode: 'w:InvalidSelectors',
      detail: 'UnexpectedSelectors',
      code: codes.shellNotFound,
      text: `The request for the Windows Remote Shell with ShellId ${shellId} failed because the shell was not found on the server. Possible causes are: the specified ShellId is incorrect or the shell no longer exists on the server. Provide the correct ShellId or create a new shell and retry the operation.`,
    }),
  unknownOption: (name: string): WsManOutcome =>
    fault({
      subcode: 'w:InvalidOptions',
      detail: 'NotSupported',
      text: `The WS-Management service cannot process the request. The option ${name} must be complied with and is not supported.`,
    }),
  optionValue: (name: string, value: string): WsManOutcome =>
    fault({
      subcode: 'w:InvalidOptions',
      detail: 'InvalidValue',
      text: `The WS-Management service cannot process the request. The value ${value} of the option ${name} is not supported.`,
    }),
  /** Text as Exchange says it [recalled]. */
  tooManyShells: (most: number): WsManOutcome =>
    fault({
      subcode: 'w:QuotaLimit',
      text: `Fail to create a runspace because you have exceeded the maximum number of connections allowed : ${most} for the policy party : MaxConcurrency. Please close existing runspace and try again.`,
    }),
  envelopeTooSmall: (least: number): WsManOutcome =>
    fault({
      subcode: 'w:EncodingLimit',
      detail: 'MinimumEnvelopeLimit',
      text: `The WS-Management service cannot process the request. MaxEnvelopeSize must be ${least} bytes at least.`,
    }),
  envelopeTooLarge: (most: number): WsManOutcome =>
    fault({
      subcode: 'w:EncodingLimit',
      detail: 'MaxEnvelopeSize',
      text: `The WS-Management service cannot process the request. The request is larger than the envelope size of ${most} bytes.`,
    }),
  /** What runs in a shell is the PowerShell Remoting Protocol, which the lab does not speak. */
  nothingRuns: (): WsManOutcome =>
    fault({
      subcode: 'w:UnsupportedFeature',
      text: 'The lab opens and closes shells, and runs nothing in them: it does not speak the PowerShell Remoting Protocol.',
    }),
} as const
