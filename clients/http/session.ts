// One client: its connections, its cookies, who it is logged on as.
//
//   action ── HttpRequest ──▶ session ── legs of NTLM, cookies, client-request-id ──▶ connection of the origin ──▶ edge
//                                └── HttpRecord of every leg, CertificateSeen of every handshake ──▶ observer

import { TLSSocket } from 'node:tls'
import type { VantagePoint } from '../../base/vantage-point.ts'
import { connectTo } from './connect.ts'
import type { Connection, Opener, OpenSocket, WireRequest } from './connection.ts'
import { ContinueConnection } from './continue-connection.ts'
import { CookieJar } from './cookies.ts'
import { type HttpObserver, type LegOptions, sendLeg } from './leg.ts'
import { basicAuthorization, type LoggedOn, logOnByNtlm } from './log-on.ts'
import type { Account, HttpAnswer, HttpRequest, HttpResponse } from './messages.ts'
import { UndiciConnection } from './undici-connection.ts'

/** Numbers a client's connections from 1, over all of its sessions. */
export interface ConnectionNumbers {
  next(): number
}

/** Numbers that begin at 1. */
export function connectionNumbers(): ConnectionNumbers {
  let last = 0
  return { next: () => ++last }
}

/** Reads an answer to its end. @throws CauseError with a sentence; what the signal aborted with, once it is aborted. */
export async function readWhole({ body, ...answer }: HttpAnswer, signal: AbortSignal): Promise<HttpResponse> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of body) chunks.push(chunk)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
  return { ...answer, body: Buffer.concat(chunks) }
}

interface Kept {
  readonly connection: Connection
  loggedOn: LoggedOn | undefined
}

/** Keeps one connection for each origin, and cookies, until it is disposed. Requests go one after the other. */
export class HttpSession implements AsyncDisposable {
  readonly cookies = new CookieJar()
  readonly #from: VantagePoint
  readonly #numbers: ConnectionNumbers
  readonly #kept = new Map<string, Kept>()

  constructor(from: VantagePoint, numbers: ConnectionNumbers = connectionNumbers()) {
    this.#from = from
    this.#numbers = numbers
  }

  /**
   * Sends a request, logging on as it says, and reads the answer whole.
   * @throws CauseError with a sentence; what the observer's signal aborted with, once it is aborted.
   */
  async send(request: HttpRequest, observer: HttpObserver): Promise<HttpResponse> {
    return readWhole(await this.open(request, observer), observer.signal)
  }

  /** The same with the answer's body left to stream; it must be read or destroyed before the next request. */
  async open(request: HttpRequest, observer: HttpObserver): Promise<HttpAnswer> {
    const kept = await this.#connection(request)
    const leg = (options: LegOptions): Promise<HttpAnswer> =>
      sendLeg(request, { connection: kept.connection, cookies: this.cookies, observer }, options)
    const { account, scheme = 'none' } = request
    if (account === undefined || scheme === 'none') return leg({ withBody: true })
    if (scheme === 'basic') return leg({ withBody: true, authorization: basicAuthorization(account) })
    const { answer, loggedOn } = await logOnByNtlm({ ...request, account }, kept.connection, kept.loggedOn, leg)
    kept.loggedOn = loggedOn
    return answer
  }

  /** Ends all connections; cookies stay. The next request opens a new one. */
  async closeConnections(): Promise<void> {
    const connections = [...this.#kept.values()]
    this.#kept.clear()
    for (const { connection } of connections) await connection[Symbol.asyncDispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.closeConnections()
  }

  async #connection({ url, expectContinue = false, account }: HttpRequest): Promise<Kept> {
    const key = `${url.origin}${expectContinue ? ' expect' : ''}`
    const kept = this.#kept.get(key)
    if (kept !== undefined && !isSomebodyElse(kept, account)) return kept
    // A connection that one account is logged on to must never carry another's requests.
    await kept?.connection[Symbol.asyncDispose]()
    const opener: Opener = {
      origin: new URL(url.origin),
      next: () => this.#numbers.next(),
      open: (request) => this.#openSocket(url, request),
    }
    const connection = expectContinue ? new ContinueConnection(opener) : new UndiciConnection(opener)
    const fresh: Kept = { connection, loggedOn: undefined }
    this.#kept.set(key, fresh)
    return fresh
  }

  async #openSocket(url: URL, request: Pick<WireRequest, 'signal' | 'onCertificate'>): Promise<OpenSocket> {
    const secure = url.protocol === 'https:'
    const target = {
      host: url.hostname,
      port: Number(url.port) || (secure ? 443 : 80),
      tls: secure ? { servername: url.hostname } : undefined,
    }
    const socket = await connectTo(this.#from, target, request)
    return { socket, certificate: socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined }
  }
}

const isSomebodyElse = ({ loggedOn }: Kept, account: Account | undefined): boolean =>
  loggedOn !== undefined &&
  account !== undefined &&
  (['user', 'domain', 'password'] as const).some((field) => loggedOn.account[field] !== account[field])
