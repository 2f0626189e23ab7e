// `bridgehead routes TABLE`: where the rules of an edge send the requests of a table, without traffic; for CI.

import { Command, InvalidArgumentError } from 'commander'
import { failure } from '../../base/errors.ts'
import { messageOf } from '../../base/message-of.ts'
import { createReporters, reporterNames } from '../../report/index.ts'
import { placeText, type ScenarioResult } from '../../scenarios/result.ts'
import { coverageText } from '../../scenarios/routes/coverage.ts'
import { readRoutes } from '../../scenarios/routes/read.ts'
import { type RouteRun, runRoutes, unexplained } from '../../scenarios/routes/run.ts'
import { type Console, table } from '../console.ts'

interface Options {
  readonly edge?: string
  readonly topology?: string
  readonly failUnder?: number
  readonly out: string
  readonly reporter?: readonly string[]
}

/** The command: exit 0 all as expected, 1 a row or the coverage is not, 2 the table could not be evaluated. */
export function routesCommand(console: Console, exit: (code: number) => void): Command {
  return (
    new Command('routes')
      .description(
        'checks a table of requests against the rules of an edge, without traffic, and which rules it covers',
      )
      .argument('<table>', 'route table, see docs/routes.md')
      .option('--edge <file>', 'edge file, instead of what the table names')
      .option('--topology <topology>', 'built-in topology or file, instead of what the table names')
      .option('--fail-under <percent>', 'fail when fewer of the rules are met by a row', percent)
      // Not that of `run`, whose files go by the same names.
      .option('--out <folder>', 'folder for report files', 'bridgehead-report/routes')
      .option(
        '--reporter <names>',
        `how to report, comma-separated: ${reporterNames.join(', ')} (terminal unless told)`,
        (text: string, before: readonly string[] | undefined) => [...(before ?? []), ...text.split(',')],
      )
      .action(async (file: string, { edge, topology, failUnder, out, reporter = ['terminal'] }: Options) => {
        if (edge !== undefined && topology !== undefined) {
          throw failure('BH_ERR_USAGE', { problem: 'Give either --edge or --topology.', command: 'routes ' })
        }
        // The terminal's report of a run tells scenarios one below the other; a table is to be read as one.
        const others = [...new Set(reporter)].filter((name) => name !== 'terminal')
        const reporters = createReporters(others, { output: console.out, directory: out })
        const routes = readRoutes(file, { edge, topology })
        reporters.listener.runStarted(routes.rows.length)
        const run = await runRoutes(routes, { signal: console.signal, failUnder })
        if (reporter.includes('terminal')) print(run, console)
        for (const result of run.scenarios) reporters.listener.scenarioFinished(result)
        await reporters.listener.runFinished(run)
        const broken = reporters.problems()
        for (const { reporter, error } of broken) {
          console.err.write(`bridgehead: reporter ${reporter} broke: ${messageOf(error)}\n`)
        }
        exit(broken.length > 0 ? 2 : run.counts.failed > 0 ? 1 : 0)
      })
  )
}

function print({ scenarios, coverage }: RouteRun, { out, style }: Console): void {
  const rows = scenarios.filter(({ variant }) => variant['url'] !== undefined)
  const verdict = (failed: boolean): string => (failed ? style('red', 'FAILED') : style('green', 'passed'))
  const lines = table(
    rows.map(({ verdict: ended, variant, steps }) => [
      verdict(ended === 'failed'),
      ...(variant['from'] === undefined ? [] : [variant['from']]),
      variant['method'] ?? '',
      variant['url'] ?? '',
      steps[0]?.summary ?? '',
    ]),
  ).split('\n')
  for (const [index, result] of rows.entries()) out.write(`${lines[index]}\n${failureText(result)}`)
  const measured = scenarios.find((result) => !rows.includes(result))
  const wanted = measured?.steps[0]?.mismatches[0]
  const word = measured === undefined ? '' : `${verdict(measured.verdict === 'failed')}  `
  out.write(`${word}${coverageText(coverage)}${wanted === undefined ? '' : `; expected ${wanted.expected}`}\n`)
}

function failureText({ why, steps, verdict }: ScenarioResult): string {
  if (verdict === 'passed') return ''
  const lines = (steps[0]?.mismatches ?? []).map(
    ({ what, expected, actual, place }) => `${what}: expected ${expected}, actual ${actual} (${placeText(place)})`,
  )
  return [...(why === unexplained ? [] : [why]), ...lines].map((line) => `        ${line}\n`).join('')
}

function percent(text: string): number {
  const number = Number(text.replace(/%$/, ''))
  if (text.trim() === '' || !(number >= 0 && number <= 100))
    throw new InvalidArgumentError('Give a percentage from 0 to 100.')
  return number
}
