// Markdown for the summary page of a CI run or a merge request.

import type { RunResult, ScenarioResult, Verdict } from '../scenarios/result.ts'
import { failureLines } from './failure-lines.ts'
import { fileReporter } from './file-reporter.ts'
import { durationOf, interruptionOf, reasonOf, summaryOf, titleOf } from './words.ts'

const verdictWords: Readonly<Record<Verdict, string>> = {
  passed: 'passed',
  failed: '**failed**',
  errored: '**could not run**',
}

/** The run as GitHub-flavoured Markdown. */
export function renderMarkdown(run: RunResult): string {
  const lines = ['# Bridgehead', '', `${summaryOf(run)}, started ${run.startedAt}.`, '']
  const broken = run.scenarios.filter((result) => result.verdict !== 'passed' && interruptionOf(result) === undefined)
  if (broken.length > 0) lines.push('## Not passed', '', ...broken.flatMap(section))
  lines.push('## All scenarios', '', '| Verdict | Scenario | Topology | Time |', '| --- | --- | --- | ---: |')
  for (const result of run.scenarios) {
    const cells = [
      interruptionOf(result) ?? verdictWords[result.verdict],
      escapeMarkdown(titleOf(result)),
      escapeMarkdown(result.topology),
      durationOf(result.milliseconds),
    ]
    lines.push(`| ${cells.join(' | ')} |`)
  }
  return `${lines.join('\n')}\n`
}

/** Writes `report.md`, for people. */
export const markdownReporter = fileReporter('report.md', renderMarkdown)

function section(result: ScenarioResult): string[] {
  return [
    `### ${escapeMarkdown(titleOf(result))}`,
    '',
    escapeMarkdown(reasonOf(result)),
    '',
    ...codeBlock(failureLines(result)),
    '',
  ]
}

/** The fence is longer than any run of backticks inside. */
function codeBlock(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...[...lines.join('\n').matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [`${fence}text`, ...lines, fence]
}

function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|#]/g, '\\$&')
}
