// DDIService, by which the real admin center's scripts get their lists: JSON, canary in the query [form of the request and
// of `Output` from public traces; the properties are those of Get-…VirtualDirectory].

import { lookupTable } from '../../../base/lookup-table.ts'
import { type VdirName, vdirNames } from '../../../topology/schema/exchange.ts'
import { managedServers } from '../../management/servers.ts'
import type { EcpCall } from './call.ts'

/** Schemas of the lists, by the virtual directories that they hold. */
const schemas = lookupTable<readonly VdirName[]>({
  VirtualDirectory: vdirNames,
  OWAVirtualDirectory: ['owa'],
  ECPVirtualDirectory: ['ecp'],
  WebServicesVirtualDirectory: ['EWS'],
  AutodiscoverVirtualDirectory: ['Autodiscover'],
  ActiveSyncVirtualDirectory: ['Microsoft-Server-ActiveSync'],
  OABVirtualDirectory: ['OAB'],
  PowerShellVirtualDirectory: ['PowerShell'],
})

/** Answer of GetList for a schema; undefined when there is no such schema. */
export function listOf(call: EcpCall, schema: string): object | undefined {
  const names = schemas[schema]
  if (names === undefined) return undefined
  const Output = managedServers(call.context.clock).flatMap(({ plan, configuration }) =>
    names.map((vdir) => {
      const { internalUrl, externalUrl, authentication, mrsProxyEnabled } = configuration.asSet(vdir)
      const DisplayName = `${vdir} (Default Web Site)`
      return {
        Identity: {
          __type: 'Identity:ECP',
          DisplayName,
          RawIdentity: `${plan.host.toUpperCase()}\\${DisplayName}`,
        },
        Name: DisplayName,
        Server: plan.host.toUpperCase(),
        InternalUrl: internalUrl,
        ExternalUrl: externalUrl ?? '',
        BasicAuthentication: authentication.includes('basic'),
        WindowsAuthentication: authentication.includes('windows'),
        FormsAuthentication: authentication.includes('forms'),
        ...(vdir === 'EWS' ? { MRSProxyEnabled: mrsProxyEnabled } : {}),
      }
    }),
  )
  return { d: { __type: 'PowerShellResults:ECP', Cmdlets: [], ErrorRecords: [], Warnings: [], Output } }
}
