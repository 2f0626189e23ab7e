// TAP version 14 (testanything.org): a subtest for every variant, a test point for every step, diagnostics as YAML.

import { placeText, type RunResult, type ScenarioResult, type StepResult } from '../scenarios/result.ts'
import { fileReporter } from './file-reporter.ts'
import { hopLine, reasonOf, summaryOf, titleOf } from './words.ts'

/** The run as TAP 14. */
export function renderTap(run: RunResult): string {
  const lines = ['TAP version 14', `1..${run.scenarios.length}`]
  run.scenarios.forEach((result, index) => {
    if (result.steps.length > 0) lines.push(...subtest(result).map((line) => `    ${line}`))
    lines.push(testPoint(result.verdict === 'passed', index + 1, titleOf(result), timeOf(result)))
    if (result.error !== undefined) lines.push(...diagnostics({ ...result.error, at: placeText(result.place) }))
  })
  lines.push(`# ${summaryOf(run)}`)
  return `${lines.join('\n')}\n`
}

/** Writes `results.tap`, for what reads TAP. */
export const tapReporter = fileReporter('results.tap', renderTap)

function subtest(result: ScenarioResult): string[] {
  const lines = [`# Subtest: ${oneLine(titleOf(result))}`, `1..${result.steps.length}`]
  result.steps.forEach((step, index) => {
    const skipped = step.verdict === 'skipped'
    const note = skipped ? ' # SKIP an earlier step did not pass' : timeOf(step)
    lines.push(testPoint(skipped || step.verdict === 'passed', index + 1, step.title, note))
    if (!skipped && step.verdict !== 'passed') lines.push(...diagnostics(stepDiagnostics(result, step)))
  })
  return lines
}

function stepDiagnostics(result: ScenarioResult, step: StepResult): object {
  return {
    message: reasonOf(result),
    severity: step.verdict === 'errored' ? 'error' : 'fail',
    at: placeText(step.place),
    ...(step.diagnosis === undefined ? {} : { hop: step.diagnosis.hop, cause: step.diagnosis.cause }),
    mismatches: step.mismatches.map(({ what, expected, actual, place }) => ({
      what,
      expected,
      actual,
      at: placeText(place),
    })),
    trace: step.trace.map(hopLine),
  }
}

function testPoint(ok: boolean, number: number, title: string, note: string): string {
  return `${ok ? 'ok' : 'not ok'} ${number} - ${escapeTitle(title)}${note}`
}

const timeOf = ({ milliseconds }: { readonly milliseconds: number }): string => ` # time=${Math.round(milliseconds)}ms`

/** `#` and the backslash have a meaning in TAP 14 titles. */
const escapeTitle = (title: string): string => oneLine(title).replace(/[\\#]/g, '\\$&')

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** A YAML block of one level; the values are JSON, which YAML includes. */
function diagnostics(values: object): string[] {
  return ['  ---', ...Object.entries(values).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`), '  ...']
}
