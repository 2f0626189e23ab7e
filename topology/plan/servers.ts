// Exchange servers and Windows Server Essentials: what the topology does not say is as their setup leaves it.

import type { Endpoint } from '../edge-plan.ts'
import type { EssentialsPlan, ExchangePlan, VdirPlan } from '../lab-plan.ts'
import { didYouMean } from '../nearest.ts'
import type { Path } from '../problems.ts'
import { type VdirName, vdirNames } from '../schema/exchange.ts'
import type { EssentialsHost, ExchangeHost } from '../schema/hosts.ts'
import type { Topology } from '../schema/topology.ts'
import type { Hosts, takeEndpoints } from './addresses.ts'
import { backEndSslFlags, exchange2013Defaults, extendedProtection } from './exchange-defaults.ts'
import type { Notes } from './notes.ts'

/** HTTP and HTTPS of the Default Web Site and of the Exchange Back End site (reference/exchange-protocols.md, 1.1). */
const exchangePorts = [80, 443, 81, 444] as const

type Take = ReturnType<typeof takeEndpoints>

/**
 * The Exchange servers of a topology, each with all of its virtual directories. Notes a missing intranet address
 * (nothing can reach the server then), MRSProxy outside of EWS, and certificates that do not exist.
 */
export function planExchangeServers(topology: Topology, hosts: Hosts, take: Take, notes: Notes): ExchangePlan[] {
  return Object.entries(topology.hosts).flatMap(([name, host]) => {
    if (host.role !== 'exchange') return []
    const path = ['hosts', name]
    const address = intranetAddress(name, hosts, path, notes)
    checkCertificate(topology, host.certificate, [...path, 'certificate'], notes)
    for (const [vdir, settings] of Object.entries(host.vdirs)) {
      if (settings.mrsProxyEnabled !== undefined && vdir !== 'EWS') {
        notes.tell([...path, 'vdirs', vdir, 'mrsProxyEnabled'], 'MRSProxy belongs to EWS; move this key there', 'key')
      }
    }
    for (const port of exchangePorts) take({ address, port }, `the web sites of ${name}`, path)
    return [exchangePlan(topology, name, host, address)]
  })
}

/**
 * The Windows Server Essentials machines of a topology. Notes a missing intranet address, certificates that do not exist,
 * and ports that another site has already.
 */
export function planEssentialsServers(topology: Topology, hosts: Hosts, take: Take, notes: Notes): EssentialsPlan[] {
  return Object.entries(topology.hosts).flatMap(([name, host]) => {
    if (host.role !== 'essentials') return []
    const path = ['hosts', name]
    const address = intranetAddress(name, hosts, path, notes)
    checkCertificate(topology, host.certificate, [...path, 'certificate'], notes)
    take({ address, port: host.httpPort }, `the web site of ${name}`, [...path, 'httpPort'])
    take({ address, port: host.httpsPort }, `the web site of ${name}`, [...path, 'httpsPort'])
    return [essentialsPlan(topology, name, host, address)]
  })
}

function exchangePlan(topology: Topology, name: string, host: ExchangeHost, address: string): ExchangePlan {
  const fqdn = (host.fqdn ?? `${name}.${topology.domain}`).toLowerCase()
  const internalHostname = host.internalHostname ?? fqdn
  const vdir = (vdirName: VdirName): VdirPlan => {
    const settings = host.vdirs[vdirName] ?? {}
    const { sslFlags, authentication, path } = exchange2013Defaults[vdirName]
    // PowerShell is for administrators, by the server's own name and with Kerberos over plain HTTP. Autodiscover has no
    // external URL: clients find it by DNS.
    const internal = vdirName === 'PowerShell' ? `http://${fqdn}${path}` : `https://${internalHostname}${path}`
    const published = vdirName !== 'PowerShell' && vdirName !== 'Autodiscover' && host.externalHostname !== undefined
    return {
      name: vdirName,
      sslFlags: settings.sslFlags ?? sslFlags,
      authentication: settings.authentication ?? authentication,
      extendedProtection: settings.extendedProtection ?? extendedProtection,
      internalUrl: settings.internalUrl ?? internal,
      externalUrl: settings.externalUrl ?? (published ? `https://${host.externalHostname}${path}` : undefined),
      mrsProxyEnabled: settings.mrsProxyEnabled ?? false,
    }
  }
  return {
    host: name,
    fqdn,
    address,
    version: host.version,
    roles: host.roles,
    certificate: host.certificate,
    vdirs: ofEachVdir(vdir),
    backEndSslFlags: ofEachVdir((vdirName) => host.backEndVdirs[vdirName]?.sslFlags ?? backEndSslFlags),
    outlookAnywhere: {
      sslOffloading: host.outlookAnywhere.sslOffloading,
      externalHostname: host.outlookAnywhere.externalHostname ?? host.externalHostname,
      internalHostname: host.outlookAnywhere.internalHostname ?? internalHostname,
    },
    serviceConnectionPoint: {
      internalUri: host.autoDiscoverServiceInternalUri ?? `https://${fqdn}/Autodiscover/Autodiscover.xml`,
      siteScope: host.autoDiscoverSiteScope,
    },
  }
}

function essentialsPlan(topology: Topology, name: string, host: EssentialsHost, address: string): EssentialsPlan {
  return {
    host: name,
    fqdn: (host.fqdn ?? `${name}.${topology.domain}`).toLowerCase(),
    address,
    certificate: host.certificate,
    publicName: host.publicName?.toLowerCase(),
    httpPort: host.httpPort,
    httpsPort: host.httpsPort,
  }
}

/** Notes a certificate name that stands for none. */
export function checkCertificate(topology: Topology, name: string | undefined, path: Path, notes: Notes): void {
  if (name === undefined || Object.hasOwn(topology.certificates, name)) return
  const hint = didYouMean(name, Object.keys(topology.certificates))
  notes.tell(path, `there is no certificate "${name}"${hint || '; add it under certificates'}`)
}

export function intranetAddress(name: string, hosts: Hosts, path: Path, notes: Notes): Endpoint['address'] {
  const address = hosts.get(name)?.intranet
  if (address === undefined) notes.tell(path, `the host ${name} needs an intranet address`, 'key')
  return address ?? `no address of ${name}`
}

function ofEachVdir<T>(make: (vdir: VdirName) => T): Record<VdirName, T> {
  return Object.fromEntries(vdirNames.map((vdir) => [vdir, make(vdir)])) as Record<VdirName, T>
}
