import * as z from 'zod'
import { vdirNames } from '../../topology/schema/exchange.ts'
import type { StepKind } from './types.ts'
import { checkExchangeHosts, exchangeHost, exchangeServers, listOf } from './vocabulary.ts'

const vdir = z.enum(vdirNames)

const options = z
  .strictObject({
    host: exchangeHost,
    vdir: z.union([vdir, z.array(vdir).min(1)]).describe('the pool of this virtual directory, or of several'),
  })
  .describe('appcmd recycle apppool')

export const recycleStep: StepKind<typeof options> = {
  name: 'recycle',
  about: 'Recycles the application pool of a virtual directory, which takes its settings into effect.',
  example: '- recycle: { host: [cas1, cas2], vdir: owa }',
  options,
  title: ({ host, vdir }) => `${listOf(host)}: recycle the pool of ${listOf(vdir)}`,
  check: ({ host }, scope) => checkExchangeHosts(host, scope, ['recycle', 'host']),
  async run({ host, vdir }, { lab }) {
    const pools = exchangeServers(lab, host).flatMap((server) =>
      [...new Set([vdir].flat().map((name) => server.poolOf(name)))].map((pool) => {
        server.recycle(pool)
        return pool
      }),
    )
    return { summary: `${[...new Set(pools)].join(', ')} recycled`, values: {}, trace: [] }
  },
}
