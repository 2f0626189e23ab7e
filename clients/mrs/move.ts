// A mailbox move, from the end that the mailbox replication service runs at (seed 000):
//
//   pull (cross-forest from the target, onboarding)    MRSProxy ─▶ GetFolders, ExportItems … ─▶ the mover's own mailbox
//   push (cross-forest from the source, offboarding)   the mover's own mailbox ─▶ ImportFolders, ImportItems … ─▶ MRSProxy
//
// What breaks on the way is tried again, with a new session and from the last sync state; nothing is fetched or sent twice
// that the other end is known to have.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { escapeMarkup } from '../../base/escape-markup.ts'
import type { ActionRun } from '../action-run.ts'
import { childrenNamed, type Element, textOf } from '../xml.ts'
import type { HeldMailbox } from './held-mailbox.ts'
import { callMrs, MrsCallError, type MrsEndpoint } from './service.ts'

/** Which end asks; the other one is MRSProxy. */
export type MoveDirection = 'pull' | 'push'

/** How a move is run. */
export interface MoveOptions extends MrsEndpoint {
  /** Items of one call. */
  readonly batch: number
  /** Stop once so many items have gone over in this run (Suspend-MoveRequest). */
  readonly suspendAfter: number | undefined
  /** Stop when nothing but the completion is left (SuspendWhenReadyToComplete). */
  readonly suspendWhenReady: boolean
  /** Transient failures in a row that are put up with. */
  readonly patience: number
  /** Milliseconds before another attempt. */
  readonly retryDelay: number
}

/** Status of a move request. */
export type MoveStatus = 'InProgress' | 'Suspended' | 'AutoSuspended' | 'Completed'

export class MailboxMove {
  readonly id: string = randomUUID()
  readonly direction: MoveDirection
  /** Address of the mailbox at the other end. */
  readonly mailbox: string
  /** Mail address that the source forwards to once the move is complete. */
  readonly targetAddress: string
  readonly held: HeldMailbox
  status: MoveStatus = 'InProgress'
  /** Items that went over, in all runs. */
  transferred = 0
  transientFailures = 0
  /** Items that the mailbox is known to have. */
  expected = 0
  /** Front ends that answered, in the order in which they first did. */
  readonly servers = new Set<string>()
  #session: string | undefined
  #syncState: string | undefined
  #exported = false
  #foldersDone = false
  #failuresInARow = 0

  constructor(given: Pick<MailboxMove, 'direction' | 'mailbox' | 'targetAddress' | 'held'>) {
    this.direction = given.direction
    this.mailbox = given.mailbox
    this.targetAddress = given.targetAddress
    this.held = given.held
  }

  /** 0 to 100; 95 when only the completion is left, as Get-MoveRequestStatistics has it. */
  get percentComplete(): number {
    if (this.status === 'Completed') return 100
    if (this.expected === 0) return this.#exported ? 95 : 0
    return Math.min(95, Math.floor((this.transferred / this.expected) * 95))
  }

  /** Goes on until the move is complete or suspended. @throws MrsCallError when it cannot go on */
  async advance(run: ActionRun, options: MoveOptions): Promise<void> {
    this.status = 'InProgress'
    this.#failuresInARow = 0
    const suspendAt =
      options.suspendAfter === undefined ? Number.POSITIVE_INFINITY : this.transferred + options.suspendAfter
    while (this.status === 'InProgress') {
      try {
        await this.#step(run, options, suspendAt)
        this.#failuresInARow = 0
      } catch (error) {
        await this.#bear(error, run, options)
      }
    }
  }

  async #step(run: ActionRun, options: MoveOptions, suspendAt: number): Promise<void> {
    if (this.transferred >= suspendAt) {
      this.status = 'Suspended'
      return
    }
    if (this.#session === undefined) return this.#open(run, options)
    if (!this.#foldersDone) return this.#moveFolders(run, options)
    if (!this.#exported) {
      const batch = Math.min(options.batch, suspendAt - this.transferred)
      return this.direction === 'pull' ? this.#fetch(run, options, batch) : this.#send(run, options, batch)
    }
    if (options.suspendWhenReady) {
      this.status = 'AutoSuspended'
      // What comes until it is resumed is fetched then.
      this.#exported = false
      return
    }
    await this.#complete(run, options)
  }

  async #open(run: ActionRun, options: MoveOptions): Promise<void> {
    const role = this.direction === 'pull' ? 'source' : 'destination'
    const content = `<Mailbox>${escapeMarkup(this.mailbox)}</Mailbox><Role>${role}</Role><MoveId>${this.id}</MoveId>`
    const answer = await this.#call(run, options, 'OpenMailbox', content)
    this.#session = textOf(answer, 'SessionId')
    this.expected = this.direction === 'pull' ? Number(textOf(answer, 'ItemCount') ?? 0) : this.held.items.size
    if (this.direction === 'pull') return
    const state = await this.#call(run, options, 'GetSyncState', this.#sessionPart)
    this.transferred = Number(textOf(state, 'SyncState') ?? 0)
    this.#exported = this.transferred >= this.held.items.size
  }

  async #moveFolders(run: ActionRun, options: MoveOptions): Promise<void> {
    if (this.direction === 'push') {
      await this.#call(run, options, 'ImportFolders', `${this.#sessionPart}${this.held.writeFolders()}`)
    } else {
      const answer = await this.#call(run, options, 'GetFolders', this.#sessionPart)
      this.held.takeFolders(childrenNamed(answer, 'Folders')[0] ?? answer)
    }
    this.#foldersDone = true
  }

  async #fetch(run: ActionRun, options: MoveOptions, batch: number): Promise<void> {
    const since = this.#syncState === undefined ? '' : `<SyncState>${this.#syncState}</SyncState>`
    const content = `${this.#sessionPart}${since}<MaxItems>${batch}</MaxItems>`
    const answer = await this.#call(run, options, 'ExportItems', content)
    this.transferred += this.held.takeItems(childrenNamed(answer, 'Items')[0] ?? answer)
    this.#syncState = textOf(answer, 'SyncState')
    this.#exported = textOf(answer, 'More') !== 'true'
    if (this.transferred > 0) run.context.established()
  }

  async #send(run: ActionRun, options: MoveOptions, batch: number): Promise<void> {
    const to = Math.min(this.transferred + batch, this.held.items.size)
    const state = `<SyncState>${to}</SyncState>`
    const content = `${this.#sessionPart}${this.held.writeItems(this.transferred, to)}${state}`
    await this.#call(run, options, 'ImportItems', content)
    this.transferred = to
    this.#exported = to >= this.held.items.size
    run.context.established()
  }

  async #complete(run: ActionRun, options: MoveOptions): Promise<void> {
    const target = `<TargetAddress>${escapeMarkup(this.targetAddress)}</TargetAddress>`
    const state = `<SyncState>${this.#syncState ?? ''}</SyncState>`
    await this.#call(run, options, 'CompleteMove', `${this.#sessionPart}${state}${target}`)
    this.#session = undefined
    this.status = 'Completed'
  }

  get #sessionPart(): string {
    return `<SessionId>${this.#session}</SessionId>`
  }

  async #call(
    run: ActionRun,
    options: MoveOptions,
    ...call: Parameters<typeof callMrs> extends [unknown, unknown, ...infer Rest] ? Rest : never
  ): Promise<Element> {
    const { element, server } = await callMrs(run, options, ...call)
    if (server !== '') this.servers.add(server)
    return element
  }

  /** Waits before another attempt after what may pass. @throws what will not */
  async #bear(error: unknown, run: ActionRun, { patience, retryDelay }: MoveOptions): Promise<void> {
    if (!(error instanceof MrsCallError) || !error.transient) throw error
    this.#failuresInARow += 1
    this.transientFailures += 1
    if (this.#failuresInARow > patience) throw error
    // The session may be lost; what has changed since the last export is looked at again. The connection is opened anew,
    // so that a balancer can choose another server.
    this.#session = undefined
    this.#exported = false
    await run.session.closeConnections()
    await sleep(retryDelay, undefined, { signal: run.context.signal })
  }
}
