// The formats by name. A new one is a file of its own and a line here.

import { failure } from '../base/errors.ts'
import { jsonReporter } from './json.ts'
import { junitReporter } from './junit.ts'
import { markdownReporter } from './markdown.ts'
import { type Multiplexer, multiplex } from './multiplexer.ts'
import type { ReporterFactory, ReportSurroundings } from './reporter.ts'
import { tapReporter } from './tap.ts'
import { terminalReporter } from './terminal.ts'

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
 * Makes the named reporters and joins them into one listener.
 * @throws BH_ERR_NO_SUCH_REPORTER
 */
export function createReporters(names: readonly string[], surroundings: ReportSurroundings): Multiplexer {
  const reporters = names.map((name) => {
    const factory = Object.hasOwn(factories, name) ? factories[name] : undefined
    if (factory === undefined) {
      throw failure('BH_ERR_NO_SUCH_REPORTER', { name, known: reporterNames.join(', ') })
    }
    return [name, factory(surroundings)] as const
  })
  return multiplex(new Map(reporters))
}
