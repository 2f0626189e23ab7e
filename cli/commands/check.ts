// `bridgehead check TOPOLOGY …`: what is wrong with a topology, before any traffic.

import { Command, Option } from 'commander'
import { BridgeheadError } from '../../base/errors.ts'
import { checkTopology } from '../../topology/findings/index.ts'
import type { Finding } from '../../topology/findings/types.ts'
import { loadPlan, resolveTopology } from '../../topology/index.ts'
import { FileProblems, placeText } from '../../topology/problems.ts'
import { type Console, wrap } from '../console.ts'

interface Options {
  readonly format: 'text' | 'json'
}

/** What became of one file. */
interface Checked {
  readonly file: string
  readonly findings: readonly Finding[]
  readonly error: BridgeheadError | undefined
}

const styles = { error: ['red', 'bold'], warning: ['yellow', 'bold'], info: ['cyan', 'bold'] } as const

/** The command: findings with file:line:column; exit 1 if any is an error, 2 if a file cannot be read. */
export function checkCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('check')
    .description('finds what will not work in a topology, before any traffic')
    .argument('<topology...>', 'built-in topologies or files')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .action((topologies: readonly string[], { format }: Options) => {
      const checked = topologies.map(checkOne)
      if (format === 'json') console.out.write(`${JSON.stringify(checked.map(asJson), undefined, 2)}\n`)
      else for (const one of checked) printOne(one, console)
      const errors = checked.flatMap(({ findings }) => findings).filter(({ severity }) => severity === 'error')
      if (checked.some(({ error }) => error !== undefined)) exit(2)
      else exit(errors.length > 0 ? 1 : 0)
    })
}

function checkOne(name: string): Checked {
  try {
    const file = resolveTopology(name)
    return { file, findings: checkTopology(loadPlan(file)), error: undefined }
  } catch (error) {
    if (error instanceof BridgeheadError) return { file: name, findings: [], error }
    throw error
  }
}

function asJson({ file, findings, error }: Checked): object {
  if (error === undefined) return { file, findings }
  const problems = error instanceof FileProblems ? error.problems : []
  return { file, findings, error: { code: error.code, message: error.message, problems } }
}

function printOne({ file, findings, error }: Checked, { out, err, style }: Console): void {
  if (error !== undefined) {
    err.write(`bridgehead: ${error.message} [${error.code}]\n`)
    return
  }
  for (const { rule, severity, place, message, explanation, wayOut } of findings) {
    out.write(
      `${placeText(place)}: ${style([...styles[severity]], severity)} ${message} ${style('dim', `[${rule}]`)}\n`,
    )
    out.write(`    why:     ${wrap(explanation, 13, out.columns)}\n    way out: ${wrap(wayOut, 13, out.columns)}\n`)
    if (out.isTTY) out.write('\n')
  }
  const count = (wanted: Finding['severity']): number => findings.filter(({ severity }) => severity === wanted).length
  const plural = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`
  const summary = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${count('info')} info`
  out.write(`${file}: ${findings.length === 0 ? style('green', 'nothing found') : summary}\n`)
}
