// Drives many clients at once, each in a loop of its own, until the time, the count or the user ends it.
//
//   mix ─▶ clients ─ so many at a time ─▶ first round ─▶ round ─▶ round …      figures of each profile

import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod'
import { CauseError, failureCause } from '../../base/failure-cause.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { connectionNumbers, type HttpObserver, type HttpRequest, HttpSession, readWhole } from '../http/index.ts'
import type { Credentials } from '../types.ts'
import { Figures, type ProfileFigures } from './figures.ts'
import { type LoadClient, LoadFailure, type LoadProfile } from './profile.ts'

/** Clients that may be about to connect at once: more would only wait for each other's handshakes. */
const startingAtOnce = 64
/** Milliseconds that a client waits after a failed round: doubled each time, up to the longest. */
const shortestPause = 250
const longestPause = 10_000

/** How many clients of each kind, and for how long. */
export interface LoadPlan {
  readonly mix: readonly { readonly profile: LoadProfile; readonly users: number }[]
  /** Milliseconds; without a limit when undefined. */
  readonly duration: number | undefined
  /** Rounds in all; without a limit when undefined. */
  readonly count: number | undefined
  /** Milliseconds between two rounds of a client. */
  readonly pause: number
}

/** Where the clients stand and who they are. */
export interface LoadWorld {
  readonly from: VantagePoint
  /** Origin of the service: `https://mail.contoso.com`. */
  readonly origin: URL
  /** Users that the clients log on as, in turn. */
  readonly users: readonly Credentials[]
  /** Ends the load early; the figures so far are given all the same. */
  readonly signal: AbortSignal
}

/** A load that runs. */
export interface RunningLoad {
  /** The figures as they are now. */
  figures(): LoadFigures
  /** Kept once all clients have ended. */
  readonly done: Promise<LoadFigures>
}

/** The figures of all profiles; the JSON of `bridgehead load --format json`. */
export interface LoadFigures {
  readonly seconds: number
  readonly profiles: readonly ProfileFigures[]
  /** Clients that have come as far as their second round, or a request that is held. */
  readonly started: number
  readonly users: number
}

/** Starts the clients. */
export function startLoad(plan: LoadPlan, world: LoadWorld): RunningLoad {
  const begun = performance.now()
  const end = new AbortController()
  const load = new Load(plan, world, end)
  const timer = plan.duration === undefined ? undefined : setTimeout(() => end.abort(), plan.duration)
  const stop = (): void => end.abort()
  world.signal.addEventListener('abort', stop, { once: true })
  if (world.signal.aborted) stop()
  const seconds = (): number => (performance.now() - begun) / 1_000
  const done = load
    .run()
    .finally(() => {
      // Also when a client has met a bug: the others end with it.
      stop()
      clearTimeout(timer)
      world.signal.removeEventListener('abort', stop)
    })
    .then(() => last)
  // Held requests and connections are told as they were when the load ended, not after all is closed.
  let last = load.figures(0)
  end.signal.addEventListener('abort', () => {
    last = load.figures(seconds())
  })
  return { figures: () => (end.signal.aborted ? last : load.figures(seconds())), done }
}

class Load {
  readonly #plan: LoadPlan
  readonly #world: LoadWorld
  readonly #end: AbortController
  readonly #figures: readonly Figures[]
  readonly #gate = new Gate(startingAtOnce)
  #left: number
  #started = 0

  constructor(plan: LoadPlan, world: LoadWorld, end: AbortController) {
    this.#plan = plan
    this.#world = world
    this.#end = end
    this.#left = plan.count ?? Number.POSITIVE_INFINITY
    this.#figures = plan.mix.map(({ profile, users }) => new Figures(profile.name, users))
  }

  figures(seconds: number): LoadFigures {
    return {
      seconds: Math.round(seconds * 10) / 10,
      profiles: this.#figures.map((one) => one.now(seconds)),
      started: this.#started,
      users: this.#figures.reduce((sum, { users }) => sum + users, 0),
    }
  }

  async run(): Promise<void> {
    // One client of each kind after the other, so that a load that is ended early has had all of them.
    const kinds = this.#plan.mix.map(({ profile, users }, index) => ({ profile, users, figures: this.#figures[index] }))
    const running: Promise<void>[] = []
    const most = Math.max(0, ...kinds.map(({ users }) => users))
    for (let turn = 0; turn < most; turn++) {
      for (const { profile, users, figures } of kinds) {
        if (turn < users && figures !== undefined) running.push(this.#client(profile, figures, running.length))
      }
    }
    await Promise.all(running)
  }

  async #client(profile: LoadProfile, figures: Figures, number: number): Promise<void> {
    const { signal } = this.#end
    const leave = await this.#gate.enter(signal)
    const started = (): void => {
      if (leave()) this.#started += 1
    }
    const from = figures.counting(this.#world.from)
    await using session = new HttpSession(from, connectionNumbers())
    const round = profile.start(this.#makeClient(session, from, figures, number, started))
    let pause = shortestPause
    while (!signal.aborted && this.#left > 0) {
      this.#left -= 1
      try {
        await round()
        figures.round()
        pause = shortestPause
        if (this.#plan.pause > 0) await wait(this.#plan.pause, signal)
      } catch (error) {
        // What the end of the load breaks is no error.
        if (signal.aborted) break
        figures.failed(wordsFor(error))
        await session.closeConnections()
        await wait(pause, signal)
        pause = Math.min(pause * 2, longestPause)
      }
      started()
    }
    leave()
  }

  #makeClient(
    session: HttpSession,
    from: VantagePoint,
    figures: Figures,
    number: number,
    started: () => void,
  ): LoadClient {
    const { users, origin } = this.#world
    const account = users[number % users.length]
    if (account === undefined) throw new RangeError('A load needs a user.')
    const { signal } = this.#end
    const observer: HttpObserver = {
      signal,
      onRequest() {},
      onCertificate() {},
      onRecord: ({ status, milliseconds }) => {
        if (status !== undefined) figures.answered(milliseconds)
      },
    }
    const quiet: HttpObserver = {
      ...observer,
      onRecord: ({ status, milliseconds }) => {
        // The legs of a log-on before it are answered at once.
        if (status !== undefined) figures.answered(status === 401 ? milliseconds : undefined)
      },
    }
    const openHeld = async (request: HttpRequest) => {
      let release: () => void = () => {}
      try {
        const onSent = (): void => {
          release()
          release = figures.hold()
          started()
        }
        const answer = await session.open({ ...request, onSent }, quiet)
        return { answer, release: () => release() }
      } catch (error) {
        release()
        throw error
      }
    }
    return {
      number,
      account,
      session,
      signal,
      url: (path) => new URL(path, origin),
      send: (request) => session.send(request, observer),
      openHeld,
      async sendHeld(request) {
        const { answer, release } = await openHeld(request)
        try {
          return await readWhole(answer, signal)
        } finally {
          release()
        }
      },
      run: (action, options) =>
        action.run(
          {
            from,
            as: account,
            signal,
            session,
            record: ({ status, milliseconds }) => {
              if (status !== undefined) figures.answered(milliseconds)
            },
            whenHeld: () => new Promise<never>(() => {}),
            established() {},
          },
          z.parse(action.options, options),
        ),
    }
  }
}

/** Lets so many in at once. */
class Gate {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  /** Kept once there is a place; the answer gives it back and says whether it was still taken. */
  async enter(signal: AbortSignal): Promise<() => boolean> {
    if (this.#free > 0) this.#free -= 1
    else if (!signal.aborted) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    let left = false
    return () => {
      if (left) return false
      left = true
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
      return true
    }
  }
}

/** Waits, or until the load ends. */
async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined)
}

/** Why a round failed, in a word or two. @throws what is a bug */
function wordsFor(error: unknown): string {
  if (error instanceof LoadFailure) return error.what
  if (error instanceof CauseError) return error.failureCause
  if (error instanceof ProtocolSyntaxError) return 'bad-response'
  const cause = failureCause(error)
  if (cause === 'internal') throw error
  return cause
}
