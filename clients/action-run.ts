// What one running action has seen so far, and how it comes to its result.

import type { CertificateSeen } from '../base/certificate-seen.ts'
import { failure } from '../base/errors.ts'
import { CauseError, type FailureCause } from '../base/failure-cause.ts'
import { redactHeaders } from '../base/redact.ts'
import type { HopRecord } from '../base/trace.ts'
import { ProtocolSyntaxError } from '../protocols/syntax-error.ts'
import {
  connectionNumbers,
  type HttpAnswer,
  type HttpObserver,
  type HttpRecord,
  type HttpRequest,
  type HttpResponse,
  HttpSession,
  readWhole,
} from './http/index.ts'
import type { ActionContext, ActionResult, Credentials } from './types.ts'

/** What an action found out, by name; see `ActionResult.facts`. */
export type Facts = ActionResult['facts']

/** Gives an action its HTTP client, and keeps what its result needs. */
export class ActionRun implements AsyncDisposable {
  readonly context: ActionContext
  readonly session: HttpSession
  certificate: CertificateSeen | undefined
  readonly #action: string
  readonly #numbers = connectionNumbers()
  readonly #owned: HttpSession[] = []
  readonly #requestIds: string[] = []
  #facts: Facts = {}
  #status: number | undefined
  readonly #observer: HttpObserver

  constructor(action: string, context: ActionContext) {
    this.#action = action
    this.context = context
    this.session = context.session ?? this.newSession()
    this.#observer = {
      signal: context.signal,
      onRecord: (record) => {
        // Also of a leg of NTLM after which it went wrong.
        this.#status = record.status ?? this.#status
        context.record(hopOf(record, context))
      },
      onRequest: (requestId) => this.#requestIds.push(requestId),
      onCertificate: (certificate) => {
        this.certificate = certificate
      },
    }
  }

  /** Another set of connections and cookies of the same client. It ends with the action. */
  newSession(): HttpSession {
    const session = new HttpSession(this.context.from, this.#numbers)
    this.#owned.push(session)
    return session
  }

  /** Whom the client logs on as. @throws BH_ERR_CLIENT_NEEDS_USER */
  get user(): Credentials {
    if (this.context.as === undefined) throw failure('BH_ERR_CLIENT_NEEDS_USER', { action: this.#action })
    return this.context.as
  }

  /** Sends a request and reads the answer. @throws CauseError with a sentence */
  async send(request: HttpRequest, session: HttpSession = this.session): Promise<HttpResponse> {
    return readWhole(await this.open(request, session), this.context.signal)
  }

  /** The same with the answer's body left to stream. @throws CauseError with a sentence */
  async open(request: HttpRequest, session: HttpSession = this.session): Promise<HttpAnswer> {
    const answer = await session.open(request, this.#observer)
    this.#status = answer.status
    return answer
  }

  /** Adds to the facts of the result. */
  note(facts: Facts): void {
    this.#facts = { ...this.#facts, ...facts }
  }

  /** The protocol's own success was seen. */
  ok(summary: string, facts: Facts = {}): ActionResult {
    return this.#result(true, summary, facts, undefined)
  }

  failed(summary: string, facts: Facts = {}, cause?: FailureCause): ActionResult {
    return this.#result(false, summary, facts, cause)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.#owned) await session[Symbol.asyncDispose]()
  }

  #result(ok: boolean, summary: string, facts: Facts, cause: FailureCause | undefined): ActionResult {
    return {
      ok,
      summary,
      status: this.#status,
      cause,
      facts: { ...this.#facts, ...facts },
      certificate: this.certificate,
      requestIds: this.#requestIds,
    }
  }
}

/** The client's own hop of the trace: where it stood, what it sent and got, without secrets. */
function hopOf(record: HttpRecord, { from }: ActionContext): HopRecord {
  const { url, status, responseHeaders, cause, detail } = record
  return {
    hop: 'client',
    host: from.vantage,
    requestId: record.requestId,
    at: record.at,
    method: record.method,
    target: `${url.pathname}${url.search}`,
    scheme: url.protocol === 'https:' ? 'https' : 'http',
    authority: record.authority,
    connection: record.connection,
    requestHeaders: redactHeaders(record.requestHeaders),
    requestBytes: record.requestBytes,
    responseBytes: record.responseBytes,
    milliseconds: record.milliseconds,
    ...(status === undefined ? {} : { status }),
    ...(responseHeaders === undefined ? {} : { responseHeaders: redactHeaders(responseHeaders) }),
    ...(cause === undefined ? {} : { cause }),
    ...(detail === undefined ? {} : { detail }),
  }
}

/**
 * Runs an action with an `ActionRun` that is disposed of afterwards. What the network or a peer did wrong becomes a failed
 * result; a mistake in the scenario (BridgeheadError), an abort and a bug are thrown.
 */
export async function runAction(
  action: string,
  context: ActionContext,
  act: (run: ActionRun) => Promise<ActionResult>,
): Promise<ActionResult> {
  await using run = new ActionRun(action, context)
  try {
    return await act(run)
  } catch (error) {
    context.signal.throwIfAborted()
    if (error instanceof CauseError) return run.failed(error.message, {}, error.failureCause)
    if (error instanceof ProtocolSyntaxError) {
      return run.failed(`The answer is malformed: ${error.message}.`, {}, 'bad-response')
    }
    throw error
  }
}
