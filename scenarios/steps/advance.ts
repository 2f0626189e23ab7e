import type * as z from 'zod'
import { duration } from '../../topology/schema/values.ts'
import { list } from '../../topology/yaml/words.ts'
import type { StepKind } from './types.ts'

const options = duration.describe("time by which the lab's clock goes forward, such as 15m")

export const advanceStep: StepKind<typeof options & z.ZodType<number>> = {
  name: 'advance',
  about: "Moves the lab's clock forward, on which Exchange's slow timers run. Sockets keep real time.",
  example: '- advance: 15m',
  options,
  title(milliseconds) {
    const parts = durationParts(milliseconds)
    const one = parts.length === 1 && parts[0]?.startsWith('1 ')
    return `${list(parts, 'and') || 'no time'} ${one || parts.length === 0 ? 'goes' : 'go'} by`
  },
  async run(milliseconds, { lab }) {
    lab.clock.advance(milliseconds)
    return { summary: 'the clock was moved', values: {}, trace: [] }
  },
}

const units: readonly [name: string, milliseconds: number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
]

/** `['1 hour', '30 minutes']`; none for no time at all. */
function durationParts(milliseconds: number): string[] {
  let rest = milliseconds
  return units.flatMap(([name, length]) => {
    const count = Math.floor(rest / length)
    rest %= length
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`]
  })
}
