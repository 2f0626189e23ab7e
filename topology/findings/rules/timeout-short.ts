import type { FarmPlan } from '../../edge-plan.ts'
import { exchangeServersOf, farmsFor, modeOf } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

// The longest heartbeat of ActiveSync, and the slowest ping of Outlook Anywhere with a margin (reference/exchange-protocols.md,
// 0.8 and 1.3); the keep-alives of EWS streaming (45 s) and MAPI over HTTP (15 s) come sooner.
const longestPing = 3_540_000
const slowestKeepAlive = 130_000

export const timeoutShort: CheckRule = {
  id: 'BH-TIMEOUT-SHORT',
  severity: 'warning',
  title: 'A time limit that cuts off calls which Exchange holds open',
  explanation:
    'A phone holds an ActiveSync Ping for up to 59 minutes before the answer begins, and Outlook Anywhere keeps silent channels alive every two minutes. A shorter limit ends them: mail comes late, batteries drain, and the server looks ill ([MS-ASCMD], Ping; [MS-RPCH], keep-alive).',
  wayOut:
    'Set timeouts: { response: 1h } on farms that serve Microsoft-Server-ActiveSync, and leave idle at its default of 1h.',
  *find({ plan }) {
    for (const { edge, farm } of farmsFor(plan, '/Microsoft-Server-ActiveSync')) {
      if (exchangeServersOf(plan, farm).length === 0) continue
      const key = modeOf(farm) === 'passthrough' ? 'idle' : 'response'
      if (farm.timeouts[key] >= longestPing) continue
      const limit = `${farm.timeouts[key] / 1000} s`
      yield {
        path: ['edges', edge.name, 'farms', farm.name, 'timeouts', key],
        message: `farm ${farm.name} ends an ActiveSync Ping after ${limit} (timeouts.${key}); phones hold one for up to 3540 s`,
      }
    }
    for (const { edge, farm } of farmsFor(plan, '/Rpc')) {
      if (exchangeServersOf(plan, farm).length === 0 || !cutsKeepAlive(farm)) continue
      yield {
        path: ['edges', edge.name, 'farms', farm.name, 'timeouts', 'idle'],
        message: `farm ${farm.name} ends an idle Outlook Anywhere channel after ${farm.timeouts.idle / 1000} s; its pings may be 120 s apart`,
      }
    }
  },
}

function cutsKeepAlive(farm: FarmPlan): boolean {
  return modeOf(farm) !== 'passthrough' && farm.timeouts.idle < slowestKeepAlive
}
