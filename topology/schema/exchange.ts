// Exchange hosts and their virtual directories, with the defaults of Exchange Server 2013.
// Sources: reference/exchange-protocols.md section 1.2 and reference/reverse-proxies.md section 7.

import * as z from 'zod'
import { adSite, dnsName, identifier, webUrl } from './values.ts'

/** The nine virtual directories of a Client Access server, as IIS spells them. */
export const vdirNames = [
  'owa',
  'ecp',
  'EWS',
  'Autodiscover',
  'Microsoft-Server-ActiveSync',
  'OAB',
  'mapi',
  'Rpc',
  'PowerShell',
] as const
/** A virtual directory by name. */
export type VdirName = (typeof vdirNames)[number]

/** IIS's access flags of a virtual directory; `inherit` takes the site's (Ssl, Ssl128). */
export const sslFlags = z.enum(['inherit', 'None', 'Ssl', 'Ssl,Ssl128', 'SslNegotiateCert'])
/** Access flags as written. */
export type SslFlags = z.output<typeof sslFlags>

/** Ways to log on that IIS or Exchange offers on a virtual directory. */
export const authenticationMethod = z.enum(['anonymous', 'basic', 'windows', 'forms'])
/** A way to log on. */
export type AuthenticationMethod = z.output<typeof authenticationMethod>

/** tokenChecking of IIS's extendedProtection element: whether an NTLM token must be bound to the TLS session. */
export const extendedProtection = z.enum(['None', 'Allow', 'Require'])
/** A token check as written. */
export type ExtendedProtection = z.output<typeof extendedProtection>

/** Settings of one virtual directory of the Default Web Site; what is absent has Exchange's default. */
export const vdirSettings = z.strictObject({
  sslFlags: sslFlags.optional().describe('whether IIS requires SSL; default as Exchange 2013 sets it up'),
  authentication: z
    .array(authenticationMethod)
    .optional()
    .describe(
      'ways to log on; default as Exchange 2013. anonymous lets a request without credentials through to Exchange, which asks for them itself but where it needs none: healthcheck.htm, and on EWS and Autodiscover the paths of federation, /wssecurity',
    ),
  extendedProtection: extendedProtection
    .optional()
    .describe(
      'Extended Protection of Windows authentication: whether NTLM must carry the channel binding of the TLS session that the server sees. None as set up before the updates of August 2022; Microsoft recommends Require on owa, ecp, mapi and Rpc, Allow on EWS, Microsoft-Server-ActiveSync and OAB, None on Autodiscover and PowerShell, and supports none of it behind SSL offloading',
    ),
  internalUrl: webUrl.optional().describe('URL for clients inside; https://<internalHostname>/<vdir> when absent'),
  externalUrl: webUrl
    .optional()
    .describe('URL for clients on the internet; https://<externalHostname>/<vdir> when absent'),
  mrsProxyEnabled: z.boolean().optional().describe('EWS only: MRSProxy accepts mailbox moves; off by default'),
})

/** Settings of one virtual directory of the Exchange Back End site, which Microsoft says to leave alone. */
const backEndVdirSettings = z.strictObject({
  sslFlags: sslFlags.optional().describe('whether IIS requires SSL; leave it alone'),
})

const oneOfVdirs = z.enum(vdirNames)

/** What a host with the role exchange has beside its addresses. */
export const exchangeShape = {
  fqdn: dnsName.optional().describe('full server name; <host>.<domain> when absent'),
  version: z.enum(['2013']).default('2013').describe('version of Exchange Server'),
  roles: z
    .array(z.enum(['client-access', 'mailbox']))
    .min(1)
    .default(['client-access', 'mailbox'])
    .describe('server roles installed'),
  certificate: identifier
    .optional()
    .describe("certificate of the Default Web Site; Exchange's own self-signed one when absent"),
  externalHostname: dnsName
    .optional()
    .describe(
      'host name of all external URLs, as the wizard for the external access domain sets them; none when absent',
    ),
  internalHostname: dnsName.optional().describe('host name of all internal URLs; the fqdn when absent'),
  vdirs: z
    .partialRecord(oneOfVdirs, vdirSettings)
    .default({})
    .describe(`virtual directories of the Default Web Site: ${vdirNames.join(', ')}`),
  backEndVdirs: z
    .partialRecord(oneOfVdirs, backEndVdirSettings)
    .default({})
    .describe('changes to the Exchange Back End site; there should be none'),
  autoDiscoverServiceInternalUri: webUrl
    .optional()
    .describe(
      'Set-ClientAccessServer -AutoDiscoverServiceInternalUri; https://<fqdn>/Autodiscover/Autodiscover.xml when absent',
    ),
  autoDiscoverSiteScope: z
    .array(adSite)
    .min(1)
    .default(['Default-First-Site-Name'])
    .describe(
      'Set-ClientAccessServer -AutoDiscoverSiteScope: Active Directory sites that the server is responsible for',
    ),
  outlookAnywhere: z
    .strictObject({
      sslOffloading: z.boolean().default(true).describe('Set-OutlookAnywhere -SSLOffloading; on by default in 2013'),
      externalHostname: dnsName
        .optional()
        .describe("Set-OutlookAnywhere -ExternalHostname; the server's externalHostname when absent"),
      internalHostname: dnsName
        .optional()
        .describe("Set-OutlookAnywhere -InternalHostname; the server's internalHostname when absent"),
    })
    .prefault({})
    .describe('Outlook Anywhere (RPC over HTTP)'),
} as const
