// A scenario that did not pass, as lines of text: for the terminal in colour, for files plain.
//
//   owa-offloaded (vdir=owa) failed
//     catalog/offload/owa.yaml:14:5, topology ssl-offload
//     why       Offloading needs the document's steps on every server.
//     step      GET https://mail.contoso.com/owa/ from the internet
//     hop       edge lb → cas1:80
//     cause     403.4
//               The edge sent plain HTTP to cas1:80 ...
//     status    expected 200, actual 403 (owa.yaml:18:15)
//     trace     client: https GET /owa/, answered 403
//               edge lb: https GET /owa/, offload to cas1:80 over connection 1, answered 403

import { placeText, type ScenarioResult, type StepResult } from '../scenarios/result.ts'
import { brokenSteps, hopLine, titleOf } from './words.ts'

/** Marks up text by its meaning. */
export interface Paint {
  bad(text: string): string
  good(text: string): string
  dim(text: string): string
  strong(text: string): string
}

/** Leaves text as it is. */
const plainPaint: Paint = {
  bad: (text) => text,
  good: (text) => text,
  dim: (text) => text,
  strong: (text) => text,
}

/** All that is known of a scenario that failed or could not run. */
export function failureLines(result: ScenarioResult, paint: Paint = plainPaint): string[] {
  const verdict = result.verdict === 'errored' ? 'could not run' : result.verdict
  return [
    `${paint.strong(titleOf(result))} ${paint.bad(verdict)}`,
    `  ${paint.dim(`${placeText(result.place)}, topology ${result.topology}`)}`,
    ...field('why', [result.why], paint),
    ...(result.error === undefined ? [] : field('error', [result.error.message, paint.dim(result.error.code)], paint)),
    ...brokenSteps(result).flatMap((step) => stepLines(step, paint)),
  ]
}

function stepLines(step: StepResult, paint: Paint): string[] {
  const { diagnosis, mismatches, trace } = step
  const lines = field('step', [step.title, paint.dim(placeText(step.place))], paint)
  if (diagnosis !== undefined) {
    lines.push(...field('hop', [diagnosis.hop], paint))
    lines.push(...field('cause', [paint.bad(diagnosis.cause), diagnosis.sentence], paint))
  } else if (step.summary !== '') lines.push(...field('result', [step.summary], paint))
  for (const { what, expected, actual, place } of mismatches) {
    lines.push(
      ...field(
        what,
        [`expected ${paint.good(expected)}, actual ${paint.bad(actual)} ${paint.dim(`(${placeText(place)})`)}`],
        paint,
      ),
    )
  }
  if (trace.length > 0) lines.push(...field('trace', trace.map(hopLine), paint))
  return lines
}

const labelWidth = 10

/** A label and its lines, one below the other; a long label has a line of its own. */
function field(label: string, lines: readonly string[], paint: Paint): string[] {
  const texts = lines.flatMap((line) => line.split('\n'))
  const below = ' '.repeat(labelWidth)
  if (label.length >= labelWidth) return [`  ${paint.dim(label)}`, ...texts.map((text) => `  ${below}${text}`)]
  return texts.map((text, index) => `  ${index === 0 ? paint.dim(label.padEnd(labelWidth)) : below}${text}`)
}
