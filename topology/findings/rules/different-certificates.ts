import type { FarmPlan } from '../../edge-plan.ts'
import type { ExchangePlan } from '../../lab-plan.ts'
import { exchangeServersOf, farmsFor } from '../look/routes.ts'
import type { CheckRule } from '../types.ts'

export const differentCertificates: CheckRule = {
  id: 'BH-DIFFERENT-CERTIFICATES',
  severity: 'warning',
  title: 'OWA balanced over servers with different certificates, without affinity',
  explanation:
    "Exchange 2013 encrypts the cookies of the logon page with the key of the web site's certificate. A server with another certificate cannot read them and sends the user back to the logon page, without a word. With SSL offloading or bridging Microsoft has one certificate imported on all Client Access servers ('Configuring SSL offloading in Exchange 2013', introduction).",
  wayOut: 'Give the servers the same certificate, or the farm an affinity or balance: source-hash.',
  *find({ plan }) {
    for (const { edge, farm } of farmsFor(plan, '/owa')) {
      if (keepsClients(farm)) continue
      const [first, ...others] = exchangeServersOf(plan, farm)
      const other = others.find((server) => keyOf(server) !== (first === undefined ? '' : keyOf(first)))
      if (first === undefined || other === undefined) continue
      yield {
        path: ['edges', edge.name, 'farms', farm.name, 'servers'],
        message: `farm ${farm.name} sends /owa to ${first.host} (${nameOf(first)}) and ${other.host} (${nameOf(other)}) in turn`,
      }
    }
  },
}

/** Whether a client stays on one server. */
function keepsClients({ affinity, balance }: FarmPlan): boolean {
  const { cookie, hostName, source } = affinity ?? {}
  return cookie !== undefined || source !== undefined || hostName?.servers === 1 || balance === 'source-hash'
}

function keyOf({ host, certificate }: ExchangePlan): string {
  return certificate === undefined ? `of ${host}` : `named ${certificate}`
}

function nameOf({ certificate }: ExchangePlan): string {
  return certificate === undefined ? 'its self-signed certificate' : `certificate ${certificate}`
}
