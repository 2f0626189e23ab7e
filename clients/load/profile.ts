// One kind of client that a load is made of: a file of its own in profiles/, and a line in profiles/index.ts.

import type { HttpRequest, HttpResponse, HttpSession } from '../http/index.ts'
import type { HttpAnswer } from '../http/messages.ts'
import type { ActionResult, ClientAction, Credentials } from '../types.ts'

/** One user's client, for as long as the load lasts. Its connections and cookies stay from round to round. */
export interface LoadClient {
  /** From 0 up, over all clients of the load. */
  readonly number: number
  readonly account: Credentials
  readonly session: HttpSession
  readonly signal: AbortSignal
  /** A URL of the service under load. */
  url(path: string): URL
  /** Sends a request, and counts it with its time. @throws CauseError */
  send(request: HttpRequest): Promise<HttpResponse>
  /**
   * Sends a request that the server holds; it counts as held from the moment it was sent until it is answered.
   * @throws CauseError
   */
  sendHeld(request: HttpRequest): Promise<HttpResponse>
  /** The same for an answer that begins at once and goes on for long: held until `release` is called. @throws CauseError */
  openHeld(request: HttpRequest): Promise<{ readonly answer: HttpAnswer; readonly release: () => void }>
  /** Runs a client action by this client, its requests counted. */
  run(action: ClientAction, options: unknown): Promise<ActionResult>
}

/** A kind of client. */
export interface LoadProfile {
  readonly name: string
  /** One line for help and docs. */
  readonly about: string
  /**
   * Gives what the client does again and again.
   * @returns one round; it throws CauseError or LoadFailure when the round fails
   */
  start(client: LoadClient): () => Promise<void>
}

/** A round that failed without the network being at fault: the cause is a word or two for the table. */
export class LoadFailure extends Error {
  override readonly name = 'LoadFailure'
  readonly what: string

  constructor(what: string) {
    super(what)
    this.what = what
  }
}

/** @throws LoadFailure for any other status */
export function expectStatus(response: Pick<HttpResponse, 'status'>, wanted: number): void {
  if (response.status !== wanted) throw new LoadFailure(`status ${response.status}`)
}

/** @throws LoadFailure for an action that did not succeed */
export function expectSuccess({ ok, cause, status }: ActionResult): void {
  if (ok) return
  throw new LoadFailure(cause ?? (status === undefined || status === 200 ? 'refused' : `status ${status}`))
}
