// A request on its way to a farm: a server is found, the conversation held, and its end seen to.
//
//   pinned connection ─┐                  ┌─ done: connection pinned (NTLM), at rest, or closed
//   search for one ────┴─> conversation ──┼─ 101: tunnel
//          ^                              ├─ failed: page, or the client is cut off within the answer
//          └── when nothing is lost ──────┘

import type { FailureCause } from '../base/failure-cause.ts'
import { encodeResponseHead, type RequestHead, type ResponseHead } from '../http1/index.ts'
import { bodyFault, channelLimits } from './body-limits.ts'
import { isInChannel } from './channels.ts'
import { Conversation, type ConversationOwner } from './conversation.ts'
import type { Farm } from './farm.ts'
import type { ForwardOwner } from './forward-owner.ts'
import { asksUpgrade } from './forwarded-request.ts'
import { returnHeaders } from './headers/index.ts'
import type { IdleServers } from './idle-servers.ts'
import { speaksAgainstServer } from './live-failures.ts'
import type { Member } from './member.ts'
import { answerFields } from './message-policy.ts'
import type { ProxiedEnds } from './proxy-protocol/index.ts'
import type { ReadAnswer } from './read-answer.ts'
import { mayRepeat } from './repeatable.ts'
import { Reply, type ReplyPlan } from './reply.ts'
import type { ServerConnection } from './server-connection.ts'
import { type Searcher, ServerSearch } from './server-search.ts'
import { runServerTunnel } from './server-tunnel.ts'
import { ofServer, whyNone, whyOverloaded, whyUnreachable } from './why-no-server.ts'

const noTokens: readonly string[] = []

export class Forward implements ConversationOwner, Searcher {
  readonly head: RequestHead
  readonly host: string | undefined
  readonly clientAddress: string
  readonly ends: ProxiedEnds
  readonly idle: IdleServers
  readonly tokens: readonly string[]
  readonly #owner: ForwardOwner
  readonly #farm: Farm
  readonly #search: ServerSearch
  #server: ServerConnection | undefined
  #talk: Conversation | undefined
  #answer: ResponseHead | undefined
  #bound: boolean
  /** The server that was asked again, because a connection at rest had gone stale. */
  #askedAgain: Member | undefined
  #over = false
  #sentAt = 0

  constructor(owner: ForwardOwner, farm: Farm) {
    const { request } = owner
    this.#owner = owner
    this.#farm = farm
    this.#search = new ServerSearch(owner.run, farm, this)
    this.#bound = request.binds
    this.head = request.head
    this.host = request.host
    this.clientAddress = owner.client.endpoint.address
    this.ends = owner.client.ends
    // A PROXY header says whose the connection is: no other client may come over it.
    this.idle = farm.plan.proxyProtocol === undefined ? farm.idle : owner.client.ownServers(farm)
    this.tokens = farm.affinity?.read(request.head.headers) ?? noTokens
    owner.trail.farm = farm.plan.name
    owner.trail.mode = farm.mode
  }

  /** Whether the connections of client and server belong together from here on (NTLM). */
  get bound(): boolean {
    return this.#bound
  }

  /** Whether bytes of the request's body can be taken now. */
  get wantsBody(): boolean {
    return this.#talk !== undefined && !this.#over && !this.#talk.upload.done
  }

  /** Whether the client had better not be read for now. */
  get blocked(): boolean {
    return !this.#over && this.#talk?.blocked === true
  }

  /** Whether the request was read to its end. */
  get requestDone(): boolean {
    return this.#talk?.upload.done ?? this.#owner.request.framing.kind === 'none'
  }

  /** When a byte last moved between edge and server, by the ticker's clock. */
  get lastMove(): number {
    return this.#talk?.lastMove ?? 0
  }

  /** Whether the answer went out whole. */
  get answered(): boolean {
    return this.#talk?.reply?.relay.done === true
  }

  begin(): void {
    this.#search.start()
  }

  requestData(bytes: Buffer): Buffer {
    return this.#talk?.requestData(bytes) ?? bytes
  }

  flush(): void {
    if (!this.#over) this.#talk?.flush()
  }

  clientDrain(): void {
    this.#talk?.clientDrain()
  }

  check(now: number): void {
    if (!this.#over) this.#talk?.check(now)
  }

  /** The client is gone. */
  abandon(): void {
    if (this.#over) return
    if (!this.answered) this.#owner.trail.cause = 'client-gone'
    this.#talk?.abandon()
    this.#end(undefined)
  }

  pinned(): ServerConnection | undefined {
    const pinned = this.#owner.client.pinned(this.#farm.plan.name)
    if (pinned === undefined || !this.#fits(pinned)) return undefined
    this.#bound = true
    this.#farm.affinity?.touch(this)
    return pinned
  }

  trying(member: Member, waited: number | undefined): void {
    this.#owner.trail.server = member.plan.name
    this.#owner.trail.waitedMilliseconds = waited
    this.#owner.trail.serverCounters = member.counters
  }

  found(server: ServerConnection, milliseconds: number): void {
    const { active, client, request, run, trail } = this.#owner
    const { head, framing } = request
    const { timeouts } = this.#farm.plan
    const { bytes, headers } = request.forwarded(this.#farm, server.member, client, active)
    trail.serverConnection = server.number
    trail.connectMilliseconds = milliseconds
    trail.sentHeaders = headers
    this.#sentAt = performance.now()
    this.#server = server
    const body = isInChannel(head.method) ? channelLimits(active.bodyLimits, timeouts.idle) : active.bodyLimits
    const subject = { client, ticker: run.ticker, request: head, framing, timeouts, body }
    this.#talk = new Conversation(subject, this, server, bytes)
    client.pump()
  }

  none(): void {
    this.#fail('no-healthy-server', whyNone(this.#farm))
  }

  overloaded(what: string): void {
    this.#fail('overloaded', whyOverloaded(this.#farm, what))
  }

  unreachable(error: unknown): void {
    const { cause, what } = whyUnreachable(error)
    this.#fail(cause, ofServer(this.#owner.trail, what))
  }

  reply(answer: ReadAnswer): Reply {
    const { active, request, run } = this.#owner
    this.#answer = answer.head
    this.#bound ||= answer.binds
    const { member } = this.#search
    const secure = this.#owner.client.tls !== undefined
    const plan = answer.plan({
      request,
      style: this.#farm.plan.headers,
      messages: active.messages,
      setCookie: member === undefined ? undefined : this.#farm.affinity?.setCookie(this, member, secure),
      bound: this.#bound,
      draining: run.draining,
    })
    this.#noteAnswer(plan)
    return new Reply(plan)
  }

  done(clean: boolean): void {
    const server = this.#server
    const reply = this.#talk?.reply
    let keep = reply?.plan.keepClient === true && this.requestDone
    if (server === undefined || !clean || reply?.plan.keepServer !== true) {
      server?.destroy()
      keep &&= !this.#bound
    } else if (this.#bound) this.#owner.client.pin(this.#farm.plan.name, server)
    else this.idle.put(server, this.#answer?.headers ?? [])
    this.#end(keep)
  }

  switched(head: ResponseHead, fromServer: Buffer): void {
    const { active, client, request, run, trail } = this.#owner
    const server = this.#server
    if (server === undefined || !asksUpgrade(request.head, request.framing)) {
      this.failed('bad-response', 'it switched to another protocol unasked')
      return
    }
    const headers = returnHeaders(this.#farm.plan.headers, {
      headers: head.headers,
      framing: { kind: 'none' },
      connection: 'upgrade',
      ...answerFields(active.messages, head.minorVersion),
    })
    this.#noteAnswer({ status: 101, headers })
    client.write([encodeResponseHead({ status: 101, reason: head.reason, headers })])
    const onward = server.release()
    const { socket, bytes: fromClient } = client.release()
    const { idle } = this.#farm.plan.timeouts
    const { member } = server
    const listener = client.connection.counters
    const options = { ticker: run.ticker, idle, fromClient, fromServer, member, listener }
    void runServerTunnel({ client: socket, server, onward }, options, trail).then((cause) => {
      trail.cause = cause
      this.#talk = undefined
      this.#end(undefined)
    })
  }

  failed(cause: FailureCause, what: string): void {
    const talk = this.#talk
    const { member } = this.#search
    this.#server?.destroy()
    // A kept connection that closed before it answered had most likely been closed by the server meanwhile.
    const stale = cause === 'reset' && talk?.heard === false && (this.#server?.uses ?? 0) > 1
    if (member !== undefined && !stale && speaksAgainstServer(cause)) this.#farm.failedAt(member, what)
    if (talk !== undefined && mayRepeat(cause, this.#owner.request.head.method, talk)) {
      this.#talk = undefined
      if (stale && this.#askedAgain !== member) {
        this.#askedAgain = member
        if (member !== undefined) member.counters.retries++
        this.#search.again()
        return
      }
      if (this.#search.elsewhere()) return
      this.#talk = talk
    }
    this.#fail(cause, bodyFault(cause, what) ?? ofServer(this.#owner.trail, what))
  }

  #noteAnswer({ status, headers }: Pick<ReplyPlan, 'status' | 'headers'>): void {
    const { trail } = this.#owner
    const milliseconds = performance.now() - this.#sentAt
    const member = this.#search.member
    if (member !== undefined) {
      this.#farm.answered(member, status, milliseconds)
      member.counters.responseSeconds.observe(milliseconds / 1_000)
    }
    trail.firstByteMilliseconds = milliseconds
    trail.status = status
    trail.responseHeaders = headers
  }

  /** Whether a pinned connection may serve this request. */
  #fits({ member, serverName, usable }: ServerConnection): boolean {
    return usable && this.#farm.serves(member) && serverName === this.#farm.serverName(this.host, member)
  }

  #fail(cause: FailureCause, sentence: string): void {
    const { client, trail } = this.#owner
    const reply = this.#talk?.reply
    if (reply === undefined) {
      this.#countBytes()
      this.#search.end()
      this.#over = true
      this.#owner.fail(cause, sentence)
      return
    }
    trail.cause = cause
    trail.detail = sentence
    client.cut(reply.plan.untilClose)
    this.#end(undefined)
  }

  #end(keep: boolean | undefined): void {
    this.#countBytes()
    this.#search.end()
    this.#over = true
    this.#owner.over(keep)
  }

  #countBytes(): void {
    if (this.#talk === undefined) return
    this.#owner.trail.requestBytes = this.#talk.upload.bytes
    this.#owner.trail.responseBytes = this.#talk.reply?.relay.bytes ?? 0
  }
}
