// Runs steps and keeps what came of them.
//
//   probe ─ step ─▶ act(step) ─ step ─▶ …        a child that fails fails its parent, and ends it
//                      ├─ attempt                a child that fails fails its parent, which goes on
//                      └─ alternative            a child that fails is one way that did not work

import { CauseError, failureCause } from '../../base/failure-cause.ts'
import { messageOf } from '../../base/message-of.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { advice, type ProbeCause } from './advice.ts'
import type { Finding, ProbeWorld, StepReport, StepResult } from './types.ts'

/** Ends a step that failed. `told` means that a step below says why already. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure'
  readonly probeCause: ProbeCause
  readonly told: boolean

  constructor(cause: ProbeCause, sentence: string, told = false) {
    super(sentence)
    this.probeCause = cause
    this.told = told
  }
}

type Act<T> = (step: Step) => Promise<T>

/** One step under way: takes details and findings, and runs the steps below. */
export class Step {
  readonly world: ProbeWorld
  summary = ''
  readonly #path: readonly string[]
  readonly #details: { name: string; value: string }[] = []
  readonly #findings: Finding[] = []
  readonly #steps: StepReport[] = []
  #result: StepResult = 'passed'
  /** The first step below that failed and counts. */
  #failed: StepFailure | undefined

  private constructor(world: ProbeWorld, path: readonly string[]) {
    this.world = world
    this.#path = path
  }

  /** Runs the outermost step; failures end up in its report. @throws what the signal aborted with, and bugs */
  static async root(title: string, world: ProbeWorld, act: Act<void>): Promise<StepReport> {
    return (await new Step(world, []).#run(title, act, false)).report
  }

  /** Something seen, by name. Empty values are left out. */
  detail(name: string, value: string | number | boolean | undefined): void {
    if (value !== undefined && value !== '') this.#details.push({ name, value: String(value) })
  }

  /** Works, but with a flaw. */
  warn(cause: ProbeCause, sentence: string): void {
    this.#findings.push({ cause, sentence, advice: advice[cause] })
    if (this.#result === 'passed') this.#result = 'warning'
  }

  /** Ends the step as failed. @throws StepFailure */
  fail(cause: ProbeCause, sentence: string): never {
    throw new StepFailure(cause, sentence)
  }

  /** Runs a step below, without which this one cannot go on. @throws StepFailure when it fails */
  async step<T>(title: string, act: Act<T>): Promise<T> {
    const { report, value } = await this.#run(title, act, false)
    this.#take(report)
    if ('failed' in value) throw new StepFailure(value.failed.probeCause, value.failed.message, true)
    return value.got
  }

  /** Runs a step below; when it fails this one fails too, but goes on. */
  async attempt<T>(title: string, act: Act<T>): Promise<T | undefined> {
    const { report, value } = await this.#run(title, act, false)
    this.#take(report)
    if ('got' in value) return value.got
    this.#failed ??= value.failed
    return undefined
  }

  /** Ends this step when one below has failed. @throws StepFailure */
  stopIfFailed(): void {
    if (this.#failed !== undefined) throw new StepFailure(this.#failed.probeCause, this.#failed.message, true)
  }

  /** Tries one way of several; when it fails nothing is lost yet. */
  async alternative<T>(title: string, act: Act<T>): Promise<T | undefined> {
    const { report, value } = await this.#run(title, act, true)
    this.#take(report)
    return 'got' in value ? value.got : undefined
  }

  /** Says of a step below that it is not tried, and why. */
  skip(title: string, why: string): void {
    this.#steps.push({
      title,
      result: 'skipped',
      alternative: false,
      milliseconds: 0,
      summary: why,
      details: [],
      findings: [],
      steps: [],
    })
  }

  /** Takes a report in that was made elsewhere. */
  #take(report: StepReport): void {
    this.#steps.push(report)
    if (report.alternative) return
    if (report.result === 'failed') this.#result = 'failed'
    else if (report.result === 'warning' && this.#result === 'passed') this.#result = 'warning'
  }

  async #run<T>(
    title: string,
    act: Act<T>,
    alternative: boolean,
  ): Promise<{ readonly report: StepReport; readonly value: { readonly got: T } | { readonly failed: StepFailure } }> {
    const path = [...this.#path, title]
    const step = new Step(this.world, path)
    this.world.progress?.({ event: 'begin', path })
    const started = performance.now()
    let value: { readonly got: T } | { readonly failed: StepFailure }
    try {
      this.world.signal.throwIfAborted()
      value = { got: await act(step) }
    } catch (error) {
      this.world.signal.throwIfAborted()
      value = { failed: stepFailure(error, this.world.timeout) }
      const { probeCause: cause, message: sentence, told } = value.failed
      if (!told) step.#findings.push({ cause, sentence, advice: advice[cause] })
      step.#result = 'failed'
    } finally {
      this.world.progress?.({ event: 'end', path })
    }
    const report: StepReport = {
      title,
      result: step.#result,
      alternative: alternative && step.#result === 'failed',
      milliseconds: Math.round(performance.now() - started),
      summary: step.summary,
      details: step.#details,
      findings: step.#findings,
      steps: step.#steps,
    }
    return { report, value }
  }
}

/** What the network or a peer did becomes a failed step. @throws what is neither's doing */
function stepFailure(error: unknown, timeout: number): StepFailure {
  if (error instanceof StepFailure) return error
  if (error instanceof CauseError) return new StepFailure(error.failureCause, error.message)
  if (error instanceof ProtocolSyntaxError) {
    return new StepFailure('bad-response', `The answer is malformed: ${error.message}.`)
  }
  // The world's own signal was looked at before: this is the time limit of one action.
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new StepFailure('response-timeout', `It was not done within ${timeout} ms.`)
  }
  const cause = failureCause(error)
  if (cause === 'internal') throw error
  return new StepFailure(cause, messageOf(error))
}
