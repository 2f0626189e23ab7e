// The step tree as text: time, mark, title; what is wrong and what to do stand right below the step that failed.

import type { ProbeReport, StepReport, StepResult } from '../../clients/analyzer/types.ts'
import { type Console, wrap } from '../console.ts'

type Style = Console['style']
type Format = Parameters<Style>[0]

const marks: Readonly<Record<StepResult, { readonly mark: string; readonly format: Format }>> = {
  passed: { mark: '✓', format: 'green' },
  warning: { mark: '!', format: 'yellow' },
  failed: { mark: '✗', format: 'red' },
  skipped: { mark: '-', format: 'dim' },
}

const words: Readonly<Record<StepResult, string>> = {
  passed: 'All steps passed.',
  warning: 'It works, with warnings.',
  failed: 'It does not work: see what stands above.',
  skipped: 'Nothing was tested.',
}

/** Columns before the tree: the time. */
const timeWidth = 9

/** The whole report. `details` adds what was seen at each step. */
export function probeText(
  report: ProbeReport,
  { style, out }: Pick<Console, 'style' | 'out'>,
  details: boolean,
): string {
  const who = report.account === undefined ? '' : ` as ${report.account}`
  const lines = [
    `${style('bold', report.root.title)}, from the ${report.from}${who}`,
    '',
    ...report.root.steps.flatMap((step) => stepLines(step, 0, { style, columns: out.columns, details })),
    ...findingLines(report.root, 0, { style, columns: out.columns, details }),
    '',
    style(marks[report.result].format, `${verdict(report)} (${report.milliseconds} ms)`),
  ]
  return `${lines.join('\n')}\n`
}

/** The last line: "all passed" would be untrue where a way failed that was not needed. */
function verdict({ result, root }: ProbeReport): string {
  const spared = result === 'passed' && hasFailed(root)
  return spared ? 'It works; what failed above is a way that was not needed.' : words[result]
}

function hasFailed({ result, steps }: StepReport): boolean {
  return result === 'failed' || steps.some(hasFailed)
}

interface View {
  readonly style: Style
  readonly columns: number | undefined
  readonly details: boolean
  /** Below a way that did not work while another may: nothing there calls for something to be done. */
  readonly muted?: boolean
}

function stepLines(step: StepReport, depth: number, around: View): readonly string[] {
  const view = step.alternative ? { ...around, muted: true } : around
  const { style } = view
  const { mark, format } = marks[step.result]
  const time = step.result === 'skipped' ? '' : `${step.milliseconds} ms`
  const indent = timeWidth + 1 + 2 * depth
  const said = step.summary === '' || step.findings.length > 0 ? '' : style('dim', `  ${step.summary}`)
  // A way that did not work is no reason for alarm when another one did.
  const shown = view.muted ? style('dim', mark) : style(format, mark)
  const title = step.result === 'skipped' || view.muted ? style('dim', step.title) : step.title
  return [
    `${style('dim', time.padStart(timeWidth))} ${' '.repeat(2 * depth)}${shown} ${title}${said}`,
    ...findingLines(step, indent + 2, view),
    ...(view.details
      ? step.details.map(({ name, value }) => style('dim', `${' '.repeat(indent + 2)}${name}: ${oneLine(value)}`))
      : []),
    ...step.steps.flatMap((child) => stepLines(child, depth + 1, view)),
  ]
}

function findingLines({ findings, result }: StepReport, indent: number, view: View): readonly string[] {
  const { style, columns, muted } = view
  const space = ' '.repeat(indent)
  const format: Format = muted ? 'dim' : result === 'failed' ? 'red' : 'yellow'
  return findings.flatMap(({ sentence, advice, cause }) => [
    ...styled(style, format, `${space}${wrap(`${oneLine(sentence)} [${cause}]`, indent, columns)}`),
    ...(muted ? [] : styled(style, 'cyan', `${space}${wrap(`What to do: ${advice}`, indent, columns)}`)),
  ])
}

/** Each line styled by itself, so that a line that is cut out keeps its colour. */
const styled = (style: Style, format: Format, text: string): readonly string[] =>
  text.split('\n').map((line) => style(format, line))

/** What a server says must not steer the terminal. */
const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ')
