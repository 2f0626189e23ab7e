// SOAP Autodiscover, /autodiscover/autodiscover.svc ([MS-OXWSADISC]; reference/exchange-protocols.md section 2.4): the
// envelope. An operation is one file that exports a `SoapOperation`, and one line here.

import { childOf, childrenOf, type Element, parseXml, textOf, XmlSyntaxError } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import { versionOf } from '../exchange-version.ts'
import type { VdirContext } from '../types.ts'
import { getDomainSettings } from './soap/domain-settings.ts'
import { getFederationInformation } from './soap/federation-information.ts'
import { autodiscoverNamespace as namespace, type SoapOperation } from './soap/operation.ts'
import { getUserSettings } from './soap/user-settings-operation.ts'

const soap = 'http://schemas.xmlsoap.org/soap/envelope/'
const addressing = 'http://www.w3.org/2005/08/addressing'
const dispatcher = 'http://schemas.microsoft.com/net/2005/12/windowscommunicationfoundation/dispatcher'

const operations: readonly SoapOperation[] = [getUserSettings, getDomainSettings, getFederationInformation]

/** Characters of a request that are read as XML; many times what 90 users with all settings take. */
const longest = 262_144

export interface SoapAnswer {
  /** 400 for what is no XML, as WCF's encoder answers it. */
  readonly status: 200 | 400 | 500
  readonly body: string
}

/** Answers a request's text. */
export function answerSoap(text: string, context: VdirContext): SoapAnswer {
  const envelope = read(text)
  if (envelope === undefined) return { status: 400, body: '' }
  const body = envelope.localName === 'Envelope' ? childOf(envelope, soap, 'Body') : undefined
  const asked = body && childrenOf(body)[0]
  const operation = operations.find(
    ({ name }) => asked?.namespaceURI === namespace && asked.localName === `${name}RequestMessage`,
  )
  if (asked === undefined || operation === undefined) {
    return { status: 500, body: wrap(fault(actionOf(envelope) ?? asked?.localName ?? '')) }
  }
  const { response, code = 'NoError', message } = operation.run(childOf(asked, namespace, 'Request'), context)
  const content = markup`<${operation.name}ResponseMessage xmlns="${
    namespace
  }"><Response xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><ErrorCode>${code}</ErrorCode><ErrorMessage>${
    message ?? ''
  }</ErrorMessage>${response}</Response></${operation.name}ResponseMessage>`
  return { status: 200, body: wrap(content, header(operation.name, context)) }
}

function read(text: string): Element | undefined {
  if (text.length > longest) return undefined
  try {
    return parseXml(text)
  } catch (error) {
    if (error instanceof XmlSyntaxError) return undefined
    throw error
  }
}

function actionOf(envelope: Element): string | undefined {
  const head = childOf(envelope, soap, 'Header')
  return textOf(head && childOf(head, addressing, 'Action'))
}

function header(operation: string, { plan }: VdirContext): Markup {
  const { build, ewsRequestVersions } = versionOf(plan)
  const [major, minor, buildNumber, revision] = build
  return markup`<a:Action s:mustUnderstand="1">${namespace}/Autodiscover/${operation}Response</a:Action><h:ServerVersionInfo xmlns:h="${
    namespace
  }"><h:MajorVersion>${major}</h:MajorVersion><h:MinorVersion>${minor}</h:MinorVersion><h:MajorBuildNumber>${
    buildNumber
  }</h:MajorBuildNumber><h:MinorBuildNumber>${revision}</h:MinorBuildNumber><h:Version>${ewsRequestVersions.at(
    -1,
  )}</h:Version></h:ServerVersionInfo>`
}

function fault(action: string): Markup {
  return markup`<s:Fault><faultcode xmlns:f="${dispatcher}">f:ActionNotSupported</faultcode><faultstring xml:lang="en-US">The message with Action '${action.slice(
    0,
    256,
  )}' cannot be processed at the receiver, due to a ContractFilter mismatch at the EndpointDispatcher.</faultstring></s:Fault>`
}

function wrap(body: Markup, head?: Markup): string {
  return markup`<s:Envelope xmlns:s="${soap}" xmlns:a="${addressing}">${
    head === undefined ? undefined : markup`<s:Header>${head}</s:Header>`
  }<s:Body>${body}</s:Body></s:Envelope>`.text
}
