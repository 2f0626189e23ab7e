// The virtual directories of a freshly installed Exchange Server 2013, front end.
// Source: reference/exchange-protocols.md section 1.2 and reference/reverse-proxies.md section 7.

import type { AuthenticationMethod, ExtendedProtection, SslFlags, VdirName } from '../schema/exchange.ts'

interface VdirDefaults {
  readonly sslFlags: SslFlags
  readonly authentication: readonly AuthenticationMethod[]
  /** Path of the URL that clients are given. */
  readonly path: string
}

/** By virtual directory: what setup leaves behind, which is what an admin begins with. */
export const exchange2013Defaults: Readonly<Record<VdirName, VdirDefaults>> = {
  owa: { sslFlags: 'inherit', authentication: ['basic', 'forms'], path: '/owa' },
  ecp: { sslFlags: 'inherit', authentication: ['anonymous', 'basic', 'forms'], path: '/ecp' },
  EWS: { sslFlags: 'inherit', authentication: ['anonymous', 'windows'], path: '/EWS/Exchange.asmx' },
  Autodiscover: {
    sslFlags: 'inherit',
    authentication: ['anonymous', 'basic', 'windows'],
    path: '/Autodiscover/Autodiscover.xml',
  },
  'Microsoft-Server-ActiveSync': {
    sslFlags: 'inherit',
    authentication: ['basic'],
    path: '/Microsoft-Server-ActiveSync',
  },
  OAB: { sslFlags: 'Ssl,Ssl128', authentication: ['windows'], path: '/OAB' },
  mapi: { sslFlags: 'Ssl,Ssl128', authentication: ['windows'], path: '/mapi' },
  Rpc: { sslFlags: 'None', authentication: ['basic', 'windows'], path: '/Rpc' },
  // IIS offers no authentication here: a module of Exchange takes Kerberos from the header itself.
  PowerShell: { sslFlags: 'SslNegotiateCert', authentication: [], path: '/PowerShell' },
}

/**
 * Extended Protection of every virtual directory: off, as in an Exchange 2013 without the updates of August 2022, and as
 * with them until an admin runs ExchangeExtendedProtectionManagement.ps1 (reference/exchange-protocols.md section 1.8).
 */
export const extendedProtection: ExtendedProtection = 'None'

/** The Back End site requires SSL everywhere, and Microsoft says to leave it so (seed 001, its first caution). */
export const backEndSslFlags: SslFlags = 'Ssl'

/** Whether IIS refuses plain HTTP with 403.4 at these flags; `inherit` takes the Default Web Site's Ssl, Ssl128. */
export function requiresSsl(flags: SslFlags): boolean {
  return flags === 'inherit' || flags === 'Ssl' || flags === 'Ssl,Ssl128'
}
