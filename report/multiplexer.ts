// Many reporters as one. A reporter that breaks is told nothing more, its error is kept, and the others go on. Only one that
// cannot even start ends the run: nothing is lost yet.

import type { RunListener } from '../scenarios/result.ts'

/** A reporter that broke, and with what. */
interface ReporterProblem {
  readonly reporter: string
  readonly error: unknown
}

/** Reporters joined into one listener. */
export interface Multiplexer {
  readonly listener: Required<RunListener>
  /** The reporters that broke so far; ask after `runFinished`. */
  problems(): readonly ReporterProblem[]
}

/** Joins reporters, by name, into one. */
export function multiplex(reporters: ReadonlyMap<string, RunListener>): Multiplexer {
  const problems: ReporterProblem[] = []
  const healthy = new Map(reporters)
  const drop = (reporter: string, error: unknown): void => {
    healthy.delete(reporter)
    problems.push({ reporter, error })
  }
  const tell = (call: (listener: RunListener) => void): void => {
    for (const [name, listener] of healthy) {
      try {
        call(listener)
      } catch (error) {
        drop(name, error)
      }
    }
  }
  return {
    listener: {
      runStarted(total) {
        for (const reporter of reporters.values()) reporter.runStarted?.(total)
      },
      scenarioStarted: (scenario) => tell((listener) => listener.scenarioStarted?.(scenario)),
      scenarioFinished: (result) => tell((listener) => listener.scenarioFinished?.(result)),
      async runFinished(run) {
        const ends = [...healthy].map(async ([name, listener]) => {
          try {
            await listener.runFinished?.(run)
          } catch (error) {
            drop(name, error)
          }
        })
        await Promise.all(ends)
      },
    },
    problems: () => problems,
  }
}
