// The formats by name. A new one is a file of its own and a line here.

import { failure } from '../base/errors.ts'
import { jsonReporter } from './json.ts'
import { junitReporter } from './junit.ts'
import { markdownReporter } from './markdown.ts'
import { type Multiplexer, multiplex } from './multiplexer.ts'
import type { ReporterFactory, ReportSurroundings } from './reporter.ts'
import { tapReporter } from './tap.ts'
import { terminalReporter } from './terminal.ts'
import { summaryOf } from './words.ts'

const factories: Readonly<Record<string, ReporterFactory>> = {
  terminal: terminalReporter,
  junit: junitReporter,
  json: jsonReporter,
  markdown: markdownReporter,
  tap: tapReporter,
}

/** Names for `--reporter`. */
export const reporterNames: readonly string[] = Object.keys(factories)

/**
 * Makes the named reporters and joins them into one listener. Without the terminal among them the files written are named
 * at the end, and the run summed up, so that it never ends in silence.
 * @throws BH_ERR_NO_SUCH_REPORTER; (from `runStarted`) BH_ERR_REPORT_NOT_WRITTEN
 */
export function createReporters(names: readonly string[], surroundings: ReportSurroundings): Multiplexer {
  const files = new Map<string, string>()
  const reporters = names.map((name) => {
    const factory = Object.hasOwn(factories, name) ? factories[name] : undefined
    if (factory === undefined) {
      throw failure('BH_ERR_NO_SUCH_REPORTER', { name, known: reporterNames.join(', ') })
    }
    return [name, factory({ ...surroundings, wrote: (file) => void files.set(name, file) })] as const
  })
  // The terminal last: where a report's folder ends the run before it starts, that is all there is to say.
  reporters.sort(([a], [b]) => Number(a === 'terminal') - Number(b === 'terminal'))
  const all = multiplex(new Map(reporters))
  if (names.includes('terminal')) return all
  return {
    ...all,
    listener: {
      ...all.listener,
      async runFinished(run) {
        await all.listener.runFinished(run)
        const wrote = reporters.flatMap(([name]) => files.get(name) ?? []).map((file) => `wrote ${file}\n`)
        surroundings.output.write(`${wrote.join('')}${summaryOf(run)}\n`)
      },
    },
  }
}
