// One call of MRSProxy, with the message headers that WCF sends (protocols/mrs), and what came of it.

import { randomUUID } from 'node:crypto'
import { escapeMarkup } from '../../base/escape-markup.ts'
import { CauseError, type FailureCause } from '../../base/failure-cause.ts'
import {
  actionOf,
  addressingNamespace,
  type MrsOperation,
  mrsNamespace,
  soap12Namespace,
} from '../../protocols/mrs/index.ts'
import type { ActionRun } from '../action-run.ts'
import { wcfSentence } from '../admin/wcf-sentence.ts'
import { type AuthenticationScheme, type HttpResponse, headerValue } from '../http/index.ts'
import { type Element, firstNamed, parseXml, textOf } from '../xml.ts'

/** Where the service is, and how to log on to it. */
export interface MrsEndpoint {
  readonly url: URL
  readonly auth: AuthenticationScheme
}

/** A call that failed, in WCF's or the service's words. */
export class MrsCallError extends Error {
  override readonly name = 'MrsCallError'
  /** Whether another attempt may go well: the connection broke, a server is away, a session was lost. */
  readonly transient: boolean
  readonly failureCause: FailureCause | undefined
  /** The answer that was no SOAP of the service; undefined for its own faults and when none came. */
  readonly response: HttpResponse | undefined

  constructor(message: string, given: { transient: boolean; cause?: CauseError; response?: HttpResponse | undefined }) {
    super(message, given.cause === undefined ? undefined : { cause: given.cause })
    this.transient = given.transient
    this.failureCause = given.cause?.failureCause
    this.response = given.response
  }
}

/** An answer of the service. */
export interface MrsAnswer {
  readonly element: Element
  /** NetBIOS name of the front end that it came through. */
  readonly server: string
}

const transientStatuses = new Set([408, 429, 500, 502, 503, 504])
/** What is wrong with a certificate or a name is not mended by waiting. */
const lastingCauses = new Set<FailureCause>(['tls-untrusted', 'tls-name-mismatch', 'tls-expired', 'name-not-found'])

/**
 * Calls an operation. @param content what stands in its element, as XML
 * @throws MrsCallError
 */
export async function callMrs(
  run: ActionRun,
  { url, auth }: MrsEndpoint,
  operation: MrsOperation,
  content = '',
): Promise<MrsAnswer> {
  const response = await answerTo(run, { url, auth }, envelopeOf(url, operation, content))
  const refused = wcfSentence(response, auth)
  if (refused !== undefined) {
    throw new MrsCallError(refused, { transient: transientStatuses.has(response.status), response })
  }
  const root = readAnswer(response)
  const element = firstNamed(root, `${operation}Response`)
  if (element !== undefined) return { element, server: headerValue(response.headers, 'x-feserver') ?? '' }
  // SOAP's own `Code` stands before it in the document.
  const fault = firstNamed(root, 'MailboxReplicationServiceFault')
  const code = fault === undefined ? '' : (textOf(fault, 'Code') ?? '')
  const words = textOf(root, 'Text') ?? `The answer holds no ${operation}Response.`
  throw new MrsCallError(words, { transient: code.endsWith('Transient') })
}

/** The answer, whatever it is. @throws MrsCallError when none came */
async function answerTo(run: ActionRun, { url, auth }: MrsEndpoint, envelope: string): Promise<HttpResponse> {
  try {
    return await run.send({
      url,
      method: 'POST',
      headers: [['Content-Type', 'application/soap+xml; charset=utf-8']],
      body: Buffer.from(envelope),
      scheme: auth,
      account: run.user,
    })
  } catch (error) {
    throw asCallError(error)
  }
}

function readAnswer({ body, url }: HttpResponse): Element {
  try {
    return parseXml(body, `The answer of ${url.href}`)
  } catch (error) {
    throw asCallError(error)
  }
}

function asCallError(error: unknown): unknown {
  if (!(error instanceof CauseError)) return error
  return new MrsCallError(error.message, { transient: !lastingCauses.has(error.failureCause), cause: error })
}

function envelopeOf(url: URL, operation: MrsOperation, content: string): string {
  const header = [
    `<a:Action s:mustUnderstand="1">${actionOf(operation)}</a:Action>`,
    `<a:MessageID>urn:uuid:${randomUUID()}</a:MessageID>`,
    `<a:ReplyTo><a:Address>${addressingNamespace}/anonymous</a:Address></a:ReplyTo>`,
    `<a:To s:mustUnderstand="1">${escapeMarkup(url.href)}</a:To>`,
  ]
  const body = `<${operation} xmlns="${mrsNamespace}">${content}</${operation}>`
  return `<s:Envelope xmlns:s="${soap12Namespace}" xmlns:a="${addressingNamespace}"><s:Header>${header.join('')}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
}
