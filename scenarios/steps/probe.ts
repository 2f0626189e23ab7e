import * as z from 'zod'
import { identifier } from '../../topology/schema/values.ts'
import { type Wishes, wish } from '../expectation.ts'
import { checkName } from './references.ts'
import type { StepKind } from './types.ts'

const options = identifier.describe('an edge of the topology')

const expect = z.strictObject({
  farms: z
    .record(z.string(), z.record(z.string(), wish))
    .optional()
    .describe('healthy or unhealthy, by farm and server: { owa: { cas1: healthy } }'),
}) satisfies z.ZodType<Wishes>

export const probeStep: StepKind<typeof options> = {
  name: 'probe',
  about: 'The edge asks every server of its farms for its health, now, and is done when all have answered.',
  example: `- probe: lb
  expect: { farms: { owa: { cas1: unhealthy, cas2: healthy } } }`,
  options,
  expect,
  title: (edge) => `edge ${edge} probes its servers`,
  check(edge, scope) {
    checkName(scope, ['probe'], 'edge', edge, ({ edges }) => edges.map(({ name }) => name))
  },
  async run(name, { lab }) {
    const edge = lab.edges.get(name)
    if (edge === undefined) throw new Error(`The lab runs no edge ${name}.`)
    await edge.probe()
    const states = edge.servers()
    const down = states.filter(({ healthy }) => !healthy)
    const farms = Object.fromEntries(
      [...Map.groupBy(states, ({ farm }) => farm)].map(([farm, servers]) => [
        farm,
        Object.fromEntries(servers.map(({ server, healthy }) => [server, healthy ? 'healthy' : 'unhealthy'])),
      ]),
    )
    const reasons = down.map(({ farm, server, reason }) => `${server} in ${farm} is unhealthy: ${reason ?? 'unknown'}`)
    return { summary: reasons.join('; ') || 'all servers are healthy', values: { farms }, trace: [] }
  },
}
