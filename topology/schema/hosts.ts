// The machines of a topology. A role is one entry of the union below.

import * as z from 'zod'
import { exchangeShape } from './exchange.ts'
import { dnsName, identifier, ipAddress, port } from './values.ts'

const addresses = {
  internet: ipAddress.optional().describe('address on the internet'),
  intranet: ipAddress.optional().describe('address on the intranet'),
}

const forward = z.strictObject({
  port: port.describe('port of the public address'),
  to: z.string().describe('host:port or host (same port) on the intranet'),
})

const router = z.strictObject({
  role: z.literal('router').describe('joins internet and intranet; forwards ports'),
  ...addresses,
  forwards: z.array(forward).default([]).describe('port forwards from the internet address to a host inside'),
  hairpin: z
    .boolean()
    .default(false)
    .describe('whether the intranet can reach the port forwards by the public address (NAT loopback)'),
})

const dnsServer = z.strictObject({
  role: z.literal('dns').describe('the machine that a DNS server runs on'),
  ...addresses,
})

const domainController = z.strictObject({
  role: z
    .literal('domain-controller')
    .describe('a domain controller: clients inside look up Autodiscover in Active Directory there, by LDAP'),
  ...addresses,
  fqdn: dnsName.optional().describe('full server name; <host>.<domain> when absent'),
})

const edgeHost = z.strictObject({
  role: z.literal('edge').describe('a load balancer or reverse proxy machine; its edge stands under edges'),
  ...addresses,
})

const exchange = z.strictObject({
  role: z.literal('exchange').describe('an Exchange server'),
  ...addresses,
  ...exchangeShape,
})

const essentials = z.strictObject({
  role: z.literal('essentials').describe('Windows Server Essentials: Remote Web Access, domain controller, DNS'),
  ...addresses,
  fqdn: dnsName.optional().describe('full server name; <host>.<domain> when absent'),
  certificate: identifier.optional().describe('certificate of its web site; a self-signed one when absent'),
  publicName: dnsName
    .optional()
    .describe('name under which Remote Web Access is published, such as remote.contoso.com'),
  httpPort: port
    .default(80)
    .describe('port of its own web site for HTTP; 80 belongs to the ARR edge when one runs here'),
  httpsPort: port
    .default(443)
    .describe('port of its own web site for HTTPS; 443 belongs to the ARR edge when one runs here'),
})

const client = z.strictObject({
  role: z.literal('client').describe('a PC or phone'),
  ...addresses,
})

const hostSchema = z.discriminatedUnion('role', [
  router,
  dnsServer,
  domainController,
  edgeHost,
  exchange,
  essentials,
  client,
])

/** An Exchange host as written, with defaults. */
export type ExchangeHost = z.output<typeof exchange>
/** A Windows Server Essentials host as written, with defaults. */
export type EssentialsHost = z.output<typeof essentials>

/** The machines of a topology, by name. */
export const hostsSchema = z.record(identifier, hostSchema)
