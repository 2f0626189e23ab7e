// The step tree as one HTML page without scripts or anything from elsewhere: steps fold, what failed stands open.

import { escapeMarkup } from '../../base/escape-markup.ts'
import type { ProbeReport, StepReport, StepResult } from '../../clients/analyzer/types.ts'

const marks: Readonly<Record<StepResult, string>> = { passed: '✓', warning: '!', failed: '✗', skipped: '–' }

const style = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.4rem; margin-bottom: .2rem } .facts { color: #555; margin-top: 0 }
details, .leaf { margin: .15rem 0 .15rem 1.2rem } summary { cursor: pointer } .leaf { padding-left: 1em }
.mark { display: inline-block; width: 1.3em; font-weight: bold } .ms { color: #6b6b6b; font-size: .85em; margin-left: .6em }
.passed > .line .mark { color: #18794e } .warning > .line .mark { color: #946800 } .failed > .line .mark { color: #c62a2f }
.skipped > .line, .alternative > .line, .said { color: #6b6b6b }
.finding { border-left: 3px solid #c62a2f; background: #fff2f2; padding: .3rem .7rem; margin: .3rem 0 .3rem 1.6rem }
.warning > .finding { border-color: #946800; background: #fff8e5 } .alternative > .finding { border-color: #aaa; background: #f6f6f6 }
.advice { margin: .2rem 0 0 } table { margin-left: 1.6rem; font-size: .9em; border-spacing: 0 }
th { text-align: left; font-weight: normal; color: #6b6b6b; padding-right: 1em; vertical-align: top; white-space: nowrap } td { overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } .finding { background: #2b1718 } .warning > .finding { background: #29220f } .alternative > .finding { background: #222 } .facts, .ms, th, .said { color: #aaa } }
`

/** The report as a page. */
export function probeHtml(report: ProbeReport): string {
  const { root, from, account, startedAt, milliseconds, result } = report
  const facts = [
    `from the ${from}`,
    account === undefined ? '' : `as ${account}`,
    startedAt,
    `${milliseconds} ms`,
    result,
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeMarkup(root.title)}: ${result}</title><style>${style}</style></head>
<body><h1>${escapeMarkup(root.title)}</h1><p class="facts">${escapeMarkup(facts.filter((fact) => fact !== '').join(' · '))}</p>
<div class="${root.result}">${findingsHtml(root)}</div>
${root.steps.map(stepHtml).join('\n')}
</body></html>
`
}

function stepHtml(step: StepReport): string {
  const classes = `${step.result}${step.alternative ? ' alternative' : ''}`
  const said = step.summary === '' ? '' : ` <span class="said">${escapeMarkup(step.summary)}</span>`
  const time = step.result === 'skipped' ? '' : `<span class="ms">${step.milliseconds} ms</span>`
  const line = `<span class="mark">${marks[step.result]}</span>${escapeMarkup(step.title)}${said}${time}`
  const inner = `${findingsHtml(step)}${detailsHtml(step)}${step.steps.map(stepHtml).join('\n')}`
  if (inner === '') return `<div class="leaf ${classes}"><span class="line">${line}</span></div>`
  const open = (step.result === 'failed' || step.result === 'warning') && !step.alternative ? ' open' : ''
  return `<details class="${classes}"${open}><summary class="line">${line}</summary>${inner}</details>`
}

function findingsHtml({ findings }: StepReport): string {
  return findings
    .map(
      ({ sentence, advice, cause }) =>
        `<div class="finding">${escapeMarkup(sentence)} <code>${cause}</code><p class="advice"><b>What to do:</b> ${escapeMarkup(advice)}</p></div>`,
    )
    .join('')
}

function detailsHtml({ details }: StepReport): string {
  if (details.length === 0) return ''
  const rows = details.map(
    ({ name, value }) => `<tr><th>${escapeMarkup(name)}</th><td>${escapeMarkup(value)}</td></tr>`,
  )
  return `<table>${rows.join('')}</table>`
}
