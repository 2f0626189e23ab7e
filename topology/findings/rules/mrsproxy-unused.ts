import type { CheckRule } from '../types.ts'

export const mrsProxyUnused: CheckRule = {
  id: 'BH-MRSPROXY-UNUSED',
  severity: 'warning',
  title: 'MRSProxy enabled though no move uses it',
  explanation:
    'The endpoint is off by default. Without cross-forest moves or remote move migrations it should stay off, to keep the attack surface small (Microsoft, "Enable the MRS Proxy endpoint for remote moves").',
  wayOut: 'Take mrsProxyEnabled away, or write the moves that need it under moves.',
  *find({ plan }) {
    if (plan.moves.length > 0) return
    for (const { host, vdirs } of plan.exchangeServers) {
      if (!vdirs.EWS.mrsProxyEnabled) continue
      yield {
        path: ['hosts', host, 'vdirs', 'EWS', 'mrsProxyEnabled'],
        message: `MRSProxy is on at ${host}, but the topology has no moves`,
      }
    }
  },
}
