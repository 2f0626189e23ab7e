// `bridgehead run [scenario …]`: runs scenarios and reports verdicts.

import { Command, Option } from 'commander'
import { failure } from '../../base/errors.ts'
import { messageOf } from '../../base/message-of.ts'
import { clientActions } from '../../clients/index.ts'
import { startLab } from '../../lab/index.ts'
import { createReporters, reporterNames } from '../../report/index.ts'
import { titleOf } from '../../report/words.ts'
import { findScenarios } from '../../scenarios/find.ts'
import { readScenarios } from '../../scenarios/read.ts'
import { runScenarios } from '../../scenarios/run.ts'
import { type Console, table } from '../console.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options {
  readonly tag: readonly string[]
  readonly edge: string
  readonly jobs?: number
  readonly out: string
  readonly reporter?: readonly string[]
  readonly list: boolean
}

/** The command: exit 0 all passed, 1 an expectation failed, 2 something could not run. */
export function runCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('run')
    .description('runs scenarios (the whole catalog unless told) and prints a verdict for each')
    .argument('[scenario...]', 'scenario files, folders, or names of the catalog')
    .option('--tag <tag>', 'only scenarios with this tag (may be repeated: any of them)', collect, [])
    .addOption(
      new Option('--edge <name>', 'the proxy under test; this version has its own')
        .choices(['bridgehead'])
        .default('bridgehead'),
    )
    .option('--jobs <number>', 'labs at once; twice the number of processors when absent', wholeNumber)
    .option('--out <folder>', 'folder for report files', 'bridgehead-report')
    .option(
      '--reporter <names>',
      `how to report, comma-separated: ${reporterNames.join(', ')} (terminal unless told)`,
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), ...text.split(',')],
    )
    .option('--list', 'print the scenarios and their tags instead of running them', false)
    .action(async (names: readonly string[], { tag, jobs, out, reporter = ['terminal'], list }: Options) => {
      const reporters = createReporters([...new Set(reporter)], { output: console.out, directory: out })
      const all = readScenarios(findScenarios(names), clientActions)
      const chosen = tag.length === 0 ? all : all.filter(({ tags }) => tag.some((wanted) => tags.includes(wanted)))
      if (chosen.length === 0)
        throw failure('BH_ERR_NO_TAGGED_SCENARIO', {
          tags: tag.join(', '),
          known: [...new Set(all.flatMap(({ tags }) => tags))].sort().join(', '),
        })
      if (list) {
        console.out.write(table(chosen.map(({ name, variant, tags }) => [titleOf({ name, variant }), tags.join(', ')])))
        return
      }
      const { counts } = await runScenarios(chosen, {
        startLab,
        actions: clientActions,
        signal: console.signal,
        on: reporters.listener,
        ...(jobs === undefined ? {} : { jobs }),
      })
      const broken = reporters.problems()
      for (const { reporter, error } of broken) {
        console.err.write(`bridgehead: reporter ${reporter} broke: ${messageOf(error)}\n`)
      }
      exit(counts.errored > 0 || broken.length > 0 ? 2 : counts.failed > 0 ? 1 : 0)
    })
}

function collect(value: string, all: readonly string[]): readonly string[] {
  return [...all, value]
}
