import type * as z from 'zod'
import { duration } from '../../topology/schema/values.ts'
import type { StepKind } from './types.ts'

const options = duration.describe("time by which the lab's clock goes forward, such as 15m")

export const advanceStep: StepKind<typeof options & z.ZodType<number>> = {
  name: 'advance',
  about: "Moves the lab's clock forward, on which Exchange's slow timers run. Sockets keep real time.",
  example: '- advance: 15m',
  options,
  title: (milliseconds) => `${milliseconds / 60_000} minutes go by`,
  async run(milliseconds, { lab }) {
    lab.clock.advance(milliseconds)
    return { summary: 'the clock was moved', values: {}, trace: [] }
  },
}
