// The reporter for people: a line a scenario, failures in full at the end, and one last line that sums up.
//
// On a terminal the line below the results tells how far the run is and what runs now; it is wiped before anything else is
// printed. Piped into a file or in CI there are only the plain lines.

import { styleText } from 'node:util'
import type { RunResult, ScenarioResult, Verdict } from '../scenarios/result.ts'
import { failureLines, type Paint } from './failure-lines.ts'
import type { ReporterFactory, ReportSurroundings } from './reporter.ts'
import { durationOf, interruptionOf, summaryOf, titleOf } from './words.ts'

const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: 'FAILED',
  errored: 'COULD NOT RUN',
}
const verdictWidth = verdictWords.errored.length

/** Live progress and results on a stream. */
export const terminalReporter: ReporterFactory = ({ output }) => {
  const paint = paintFor(output)
  const live = output.isTTY === true
  const running = new Set<string>()
  let total = 0
  let finished = 0

  const print = (text: string): void => {
    output.write(live ? `\r\u001b[2K${text}` : text)
  }
  const progress = (): void => {
    if (!live || running.size === 0) return
    const text = `${finished} of ${total}, now ${[...running].join(', ')}`
    // Some terminals say that they have no columns at all.
    const columns = (output.columns || 80) - 1
    print(paint.dim(text.length > columns ? `${text.slice(0, columns - 1)}…` : text))
  }

  return {
    runStarted(count) {
      total = count
      print(`${count} ${count === 1 ? 'scenario' : 'scenarios'}\n`)
    },
    scenarioStarted(scenario) {
      running.add(titleOf(scenario))
      progress()
    },
    scenarioFinished(result) {
      running.delete(titleOf(result))
      finished += 1
      // An interrupt ends all that run at once; the end says how many, which is all there is to know of them.
      if (interruptionOf(result) === undefined) print(`${resultLine(result, paint)}\n`)
      progress()
    },
    runFinished(run) {
      print(endText(run, paint))
    },
  }
}

function resultLine(result: ScenarioResult, paint: Paint): string {
  const word = verdictWords[result.verdict].padEnd(verdictWidth)
  const coloured = result.verdict === 'passed' ? paint.good(word) : paint.bad(word)
  return `  ${coloured}  ${paint.dim(durationOf(result.milliseconds).padStart(8))}  ${titleOf(result)}`
}

function endText(run: RunResult, paint: Paint): string {
  const broken = run.scenarios.filter((result) => result.verdict !== 'passed' && interruptionOf(result) === undefined)
  const lines = broken.flatMap((result) => ['', ...failureLines(result, paint)])
  const interrupted = interruptedText(run.scenarios)
  if (interrupted !== '') lines.push('', interrupted)
  const summary = summaryOf(run)
  const good = run.counts.failed === 0 && run.counts.errored === 0
  lines.push('', good ? paint.good(summary) : paint.bad(summary))
  return `${lines.join('\n')}\n`
}

/** `Interrupted: 2 of 120 were broken off, 111 not started.`, or nothing. */
function interruptedText(results: readonly ScenarioResult[]): string {
  const parts = (['broken off', 'not started'] as const).flatMap((what) => {
    const count = results.filter((result) => interruptionOf(result) === what).length
    return count === 0 ? [] : [{ what, count }]
  })
  const words = parts.map(({ what, count }, index) =>
    index === 0 ? `${count} of ${results.length} ${count === 1 ? 'was' : 'were'} ${what}` : `${count} ${what}`,
  )
  return words.length === 0 ? '' : `Interrupted: ${words.join(', ')}.`
}

function paintFor(stream: ReportSurroundings['output']): Paint {
  return {
    bad: (text) => styleText('red', text, { stream }),
    good: (text) => styleText('green', text, { stream }),
    dim: (text) => styleText('dim', text, { stream }),
    strong: (text) => styleText('bold', text, { stream }),
  }
}
