// The settings of a server, in the states that they go through:
//
//   Set-OutlookAnywhere ─▶ Active Directory ──(service host's poll)──▶ set in IIS ──(recycle, iisreset)──▶ in effect
//   appcmd, Set-…VirtualDirectory ──────────────────────────────────▶ set in IIS ──(recycle, iisreset)──▶ in effect
//
// Seed 001 (SSL offloading in Exchange 2013): every step 1 wants its step 2, the recycling of the right pool or an
// iisreset; and changes to Outlook Anywhere wait for the service host, which carries them from Active Directory to IIS
// every 15 minutes, "even if you restart IIS". So a recycle before the poll changes nothing, and one after it is needed.

import type { ExchangePlan, VdirPlan } from '../../topology/lab-plan.ts'
import { requiresSsl } from '../../topology/plan/exchange-defaults.ts'
import type { SslFlags, VdirName } from '../../topology/schema/exchange.ts'
import { vdirNames } from '../../topology/schema/exchange.ts'
import { backEndPools, frontEndPools } from './app-pools.ts'

type OutlookAnywhere = ExchangePlan['outlookAnywhere']
type VdirChange = Partial<
  Pick<
    VdirPlan,
    'sslFlags' | 'authentication' | 'extendedProtection' | 'internalUrl' | 'externalUrl' | 'mrsProxyEnabled'
  >
>

export interface Configuration {
  /** In effect now. */
  settings(vdir: VdirName): VdirPlan
  /** As last set, in effect or not. */
  asSet(vdir: VdirName): VdirPlan
  /** In effect now. */
  outlookAnywhere(): OutlookAnywhere
  /** As last set: in Active Directory, and in IIS as of the last poll. */
  outlookAnywhereAsSet(): { readonly directory: OutlookAnywhere; readonly iis: OutlookAnywhere }
  /**
   * Whether the Default Web Site refuses plain HTTP at the vdir. `/Rpc` does so too when Outlook Anywhere's SSL
   * offloading is off, which is what that setting means to IIS (seed 001, Outlook Anywhere, steps 2 and 3).
   */
  frontEndRequiresSsl(vdir: VdirName): boolean
  backEndRequiresSsl(vdir: VdirName): boolean
  setVdir(vdir: VdirName, change: VdirChange): void
  setBackEndSslFlags(vdir: VdirName, flags: SslFlags): void
  /** Writes to Active Directory. */
  setOutlookAnywhere(change: Partial<OutlookAnywhere>): void
  /** The service host carries Active Directory's settings to IIS. */
  poll(): void
  /** What is set for the vdirs of a pool, in IIS's spelling, comes into effect. */
  apply(pool: string): void
  applyAll(): void
}

/** Everything set, and in effect, as the topology says. */
export function createConfiguration(plan: ExchangePlan): Configuration {
  const set = { vdirs: { ...plan.vdirs }, backEnd: { ...plan.backEndSslFlags }, outlookAnywhere: plan.outlookAnywhere }
  const inEffect = { ...set, vdirs: { ...set.vdirs }, backEnd: { ...set.backEnd } }
  let directory = plan.outlookAnywhere

  const apply = (pool: string): void => {
    for (const vdir of vdirNames) {
      if (frontEndPools[vdir] === pool) inEffect.vdirs[vdir] = set.vdirs[vdir]
      if (backEndPools[vdir] === pool) inEffect.backEnd[vdir] = set.backEnd[vdir]
    }
    if (pool === frontEndPools.Rpc) inEffect.outlookAnywhere = set.outlookAnywhere
  }

  return {
    settings: (vdir) => inEffect.vdirs[vdir],
    asSet: (vdir) => set.vdirs[vdir],
    outlookAnywhere: () => inEffect.outlookAnywhere,
    outlookAnywhereAsSet: () => ({ directory, iis: set.outlookAnywhere }),
    frontEndRequiresSsl: (vdir) =>
      requiresSsl(inEffect.vdirs[vdir].sslFlags) || (vdir === 'Rpc' && !inEffect.outlookAnywhere.sslOffloading),
    backEndRequiresSsl: (vdir) => requiresSsl(inEffect.backEnd[vdir]),
    setVdir(vdir, change) {
      set.vdirs[vdir] = { ...set.vdirs[vdir], ...change }
    },
    setBackEndSslFlags(vdir, flags) {
      set.backEnd[vdir] = flags
    },
    setOutlookAnywhere(change) {
      directory = { ...directory, ...change }
    },
    poll() {
      set.outlookAnywhere = directory
    },
    apply,
    applyAll() {
      for (const pool of new Set([...Object.values(frontEndPools), ...Object.values(backEndPools)])) apply(pool)
    },
  }
}
