// A virtual directory's settings in the words of the admin center.

import type { VdirPlan } from '../../../topology/lab-plan.ts'
import { requiresSsl } from '../../../topology/plan/exchange-defaults.ts'
import type { AuthenticationMethod } from '../../../topology/schema/exchange.ts'

export const authenticationNames: Readonly<Record<AuthenticationMethod, string>> = {
  anonymous: 'Anonymous',
  basic: 'Basic authentication',
  windows: 'Integrated Windows authentication',
  forms: 'Forms-based authentication',
}

/** `Yes`, `No`; the client's certificate is asked for in PowerShell's directory. */
export const sslWords = ({ sslFlags }: VdirPlan): string => (requiresSsl(sslFlags) ? 'Yes' : 'No')

/** The ways to log on in short: `Basic, Forms`. */
export const authenticationWords = ({ authentication }: VdirPlan): string =>
  authentication.length === 0
    ? 'None in IIS'
    : authentication.map((method) => `${method.charAt(0).toUpperCase()}${method.slice(1)}`).join(', ')

/** Names of the settings that are set to one value while another is in effect. */
export function pendingSettings(set: VdirPlan, inEffect: VdirPlan): readonly string[] {
  const pending: string[] = []
  if (set.sslFlags !== inEffect.sslFlags) pending.push('Require SSL')
  if (authenticationWords(set) !== authenticationWords(inEffect)) pending.push('authentication')
  if (set.extendedProtection !== inEffect.extendedProtection) pending.push('Extended Protection')
  if (set.internalUrl !== inEffect.internalUrl) pending.push('internal URL')
  if (set.externalUrl !== inEffect.externalUrl) pending.push('external URL')
  if (set.mrsProxyEnabled !== inEffect.mrsProxyEnabled) pending.push('MRS Proxy')
  return pending
}
