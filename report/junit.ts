// JUnit XML as CI servers read it: a suite for every scenario file, a case for every variant. There is no standard; the
// attributes are those that Jenkins, GitLab and GitHub's actions agree on.

import { escapeMarkup } from '../base/escape-markup.ts'
import type { RunResult, ScenarioResult, Verdict } from '../scenarios/result.ts'
import { failureLines } from './failure-lines.ts'
import { fileReporter } from './file-reporter.ts'
import { brokenSteps, reasonOf, titleOf } from './words.ts'

/** The run as JUnit XML. */
export function renderJunit(run: RunResult): string {
  const suites = Map.groupBy(run.scenarios, ({ place }) => place.file)
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="bridgehead"${totals(run.scenarios)}${attribute('time', seconds(run.milliseconds))}>`,
  ]
  for (const [file, cases] of suites) {
    const time = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
    const name = cases[0]?.name ?? file
    lines.push(
      `  <testsuite${attribute('name', name)}${totals(cases)}${attribute('time', seconds(time))}${attribute('timestamp', run.startedAt)}${attribute('file', file)}>`,
      ...cases.flatMap(testCase),
      '  </testsuite>',
    )
  }
  lines.push('</testsuites>')
  return `${lines.join('\n')}\n`
}

/** Writes `junit.xml`, for CI servers. */
export const junitReporter = fileReporter('junit.xml', renderJunit)

function testCase(result: ScenarioResult): string[] {
  const { place, topology, milliseconds, verdict } = result
  const open = `    <testcase${attribute('name', titleOf(result))}${attribute('classname', topology)}${attribute('time', seconds(milliseconds))}${attribute('file', place.file)}${attribute('line', String(place.line))}`
  if (verdict === 'passed') return [`${open}/>`]
  const element = verdict === 'failed' ? 'failure' : 'error'
  const type = result.error?.code ?? brokenSteps(result)[0]?.diagnosis?.cause ?? 'expectation'
  return [
    `${open}>`,
    `      <${element}${attribute('message', reasonOf(result))}${attribute('type', type)}>${escapeXml(failureLines(result).join('\n'))}</${element}>`,
    '    </testcase>',
  ]
}

function totals(results: readonly ScenarioResult[]): string {
  const count = (verdict: Verdict) => String(results.filter((result) => result.verdict === verdict).length)
  return `${attribute('tests', String(results.length))}${attribute('failures', count('failed'))}${attribute('errors', count('errored'))}${attribute('skipped', '0')}`
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(3)

const attribute = (name: string, value: string): string => ` ${name}="${escapeXml(value).replace(/[\t\n\r]/g, ' ')}"`

/** Characters that XML 1.0 cannot hold at all (section 2.2 "Char") become a question mark. */
function escapeXml(text: string): string {
  return escapeMarkup(text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?'))
}
