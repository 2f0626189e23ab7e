import * as z from 'zod'
import type { StepKind } from './types.ts'
import { checkExchangeHosts, exchangeHost, exchangeServers, listOf } from './vocabulary.ts'

const options = z.strictObject({ host: exchangeHost }).describe('iisreset /noforce')

export const iisresetStep: StepKind<typeof options> = {
  name: 'iisreset',
  about: 'Restarts IIS, which takes the settings of all virtual directories into effect.',
  example: '- iisreset: { host: [cas1, cas2] }',
  options,
  title: ({ host }) => `${listOf(host)}: iisreset`,
  check: ({ host }, scope) => checkExchangeHosts(host, scope, ['iisreset', 'host']),
  async run({ host }, { lab }) {
    for (const server of exchangeServers(lab, host)) server.iisreset()
    return { summary: 'IIS was restarted', values: {}, trace: [] }
  },
}
