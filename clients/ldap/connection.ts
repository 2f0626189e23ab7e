// A client of a domain controller: logs on as Windows does (NTLM within SPNEGO), and searches.

import type { Socket } from 'node:net'
import { CauseError, failureCause } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import {
  decodeResponse,
  encodeSaslBind,
  encodeSearch,
  encodeUnbind,
  type LdapEntry,
  type LdapOutcome,
  LdapSplitter,
  ldapResult,
  type SearchRequest,
} from '../../protocols/ldap/index.ts'
import {
  createAuthenticate,
  createNegotiate,
  unwrapSpnego,
  wrapNegTokenInit,
  wrapNegTokenResp,
} from '../../protocols/ntlm/index.ts'
import { connectTo } from '../http/connect.ts'
import type { Account } from '../http/messages.ts'

/** Bytes of one answer; a domain controller's entries are far smaller. */
const longestAnswer = 1_048_576

/** Milliseconds for an answer. */
const answerWithin = 10_000

/** What one operation brings: entries, and how it ended. */
interface Answer {
  readonly entries: readonly LdapEntry[]
  readonly outcome: LdapOutcome
}

export class LdapConnection implements Disposable {
  readonly #socket: Socket
  readonly #where: string
  readonly #splitter = new LdapSplitter(longestAnswer)
  #lastId = 0
  #entries: LdapEntry[] = []
  #waiting:
    | { readonly id: number; readonly done: (answer: Answer) => void; readonly failed: (error: Error) => void }
    | undefined

  private constructor(socket: Socket, where: string) {
    this.#socket = socket
    this.#where = where
    socket.on('data', (bytes: Buffer) => this.#receive(bytes))
    socket.on('error', (error) =>
      this.#fail(new CauseError(failureCause(error), `${where} broke off: ${messageOf(error)}.`, error)),
    )
    socket.on('close', () =>
      this.#fail(new CauseError('reset', `${where} closed the connection before it had answered.`)),
    )
  }

  /** @throws CauseError with a sentence; what the signal aborted with, once it is aborted. */
  static async open(from: VantagePoint, host: string, port: number, signal: AbortSignal): Promise<LdapConnection> {
    const socket = await connectTo(from, { host, port }, { signal, onCertificate: () => undefined })
    return new LdapConnection(socket, `The directory of ${host}`)
  }

  /** Logs on. @throws CauseError when the account is refused, or the answer is none. */
  async bind(account: Account): Promise<void> {
    const negotiate = createNegotiate()
    const first = await this.#ask((id) => encodeSaslBind(id, 'GSS-SPNEGO', wrapNegTokenInit(negotiate)))
    if (first.outcome.code !== ldapResult.saslBindInProgress) throw this.#refused(first.outcome, account)
    const challenge = unwrapSpnego(first.outcome.saslCredentials ?? Buffer.alloc(0)).token ?? Buffer.alloc(0)
    const authenticate = createAuthenticate({ negotiate, challenge, ...account })
    const last = await this.#ask((id) => encodeSaslBind(id, 'GSS-SPNEGO', wrapNegTokenResp(authenticate)))
    if (last.outcome.code !== ldapResult.success) throw this.#refused(last.outcome, account)
  }

  /** The entries that a search finds; none where its base does not exist. @throws CauseError */
  async search(search: Omit<SearchRequest, 'kind' | 'sizeLimit' | 'typesOnly'>): Promise<readonly LdapEntry[]> {
    const { entries, outcome } = await this.#ask((id) =>
      encodeSearch(id, { sizeLimit: 0, typesOnly: false, ...search }),
    )
    if (outcome.code === ldapResult.success || outcome.code === ldapResult.noSuchObject) return entries
    throw new CauseError('bad-response', `${this.#where} refused the search (${outcome.code}): ${outcome.message}`)
  }

  [Symbol.dispose](): void {
    this.#waiting = undefined
    this.#socket.end(encodeUnbind(this.#lastId + 1))
    this.#socket.destroySoon()
  }

  #refused({ code, message = '' }: LdapOutcome, { user, domain }: Account): CauseError {
    return new CauseError(
      'bad-response',
      `${this.#where} refused the log-on of ${domain}\\${user} (${code}): ${message}`,
    )
  }

  #ask(encode: (id: number) => Buffer): Promise<Answer> {
    this.#lastId += 1
    const id = this.#lastId
    this.#entries = []
    return new Promise((resolve, reject) => {
      const late = setTimeout(
        () =>
          this.#fail(new CauseError('response-timeout', `${this.#where} did not answer within ${answerWithin} ms.`)),
        answerWithin,
      )
      this.#waiting = {
        id,
        done: (answer) => {
          clearTimeout(late)
          resolve(answer)
        },
        failed: (error) => {
          clearTimeout(late)
          reject(error)
        },
      }
      this.#socket.write(encode(id))
    })
  }

  #receive(bytes: Buffer): void {
    try {
      for (const message of this.#splitter.push(bytes)) this.#take(message)
    } catch (error) {
      this.#socket.destroy()
      this.#fail(new CauseError('bad-response', `${this.#where} answered what is no LDAP: ${messageOf(error)}.`, error))
    }
  }

  #take(message: Buffer): void {
    const { id, operation } = decodeResponse(message)
    if (id !== this.#waiting?.id) return
    if (operation.kind === 'entry') this.#entries.push(operation.entry)
    if (operation.kind !== 'outcome') return
    const { done } = this.#waiting
    this.#waiting = undefined
    done({ entries: this.#entries, outcome: operation.outcome })
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.failed(error)
  }
}
