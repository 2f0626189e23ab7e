import * as z from 'zod'
import { dnsName } from '../../topology/schema/values.ts'
import type { StepKind } from './types.ts'
import { checkExchangeHosts, exchangeHost, exchangeServers, listOf } from './vocabulary.ts'

const options = z
  .strictObject({
    host: exchangeHost,
    sslOffloading: z.boolean().optional().describe('-SSLOffloading; on by default'),
    externalHostname: dnsName.optional().describe('-ExternalHostname'),
    internalHostname: dnsName.optional().describe('-InternalHostname'),
  })
  .describe('Set-OutlookAnywhere')

export const outlookAnywhereStep: StepKind<typeof options> = {
  name: 'outlookAnywhere',
  about:
    'Set-OutlookAnywhere. In effect after the poll of Active Directory (`advance: 15m`) and a recycle of the Rpc pool.',
  example: '- outlookAnywhere: { host: cas1, sslOffloading: false }',
  options,
  title({ host, ...settings }) {
    const values = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
    return `${listOf(host)}: Outlook Anywhere ${values.join(', ')}`
  },
  check({ host, ...settings }, scope) {
    checkExchangeHosts(host, scope, ['outlookAnywhere', 'host'])
    if (Object.keys(settings).length === 0) {
      scope.problem(['outlookAnywhere'], 'nothing is set; add sslOffloading, externalHostname or internalHostname')
    }
  },
  async run({ host, sslOffloading, externalHostname, internalHostname }, { lab }) {
    for (const server of exchangeServers(lab, host)) {
      server.setOutlookAnywhere({
        ...(sslOffloading === undefined ? {} : { sslOffloading }),
        ...(externalHostname === undefined ? {} : { externalHostname }),
        ...(internalHostname === undefined ? {} : { internalHostname }),
      })
    }
    return { summary: 'set; in effect after the poll of Active Directory and a recycle', values: {}, trace: [] }
  },
}
