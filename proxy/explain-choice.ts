import type { FarmPlan } from '../topology/edge-plan.ts'
import { hashedNames } from '../topology/hashed-names.ts'
import type { BalanceName } from '../topology/schema/farm.ts'

const hashedWithoutNames: Readonly<Partial<Record<BalanceName, string>>> = {
  'source-hash': 'the address of the client',
  'url-hash': 'path and query',
}

/** What the hash is over that chooses a server, undefined when none does. */
export function hashOver({ balance, hashOn }: FarmPlan): string | undefined {
  const kind = hashedNames[balance]
  return kind === undefined ? hashedWithoutNames[balance] : `the values of the ${kind} ${hashOn.join(', ')}`
}

/** The forms of a farm's affinity in words, in the order in which they apply; secrets are not shown. */
export function explainAffinity({ affinity }: FarmPlan): string[] {
  const { cookie, hostName, source } = affinity ?? {}
  const forms: string[] = []
  if (hostName !== undefined) {
    const servers = hostName.servers === 1 ? '1 server' : `${hostName.servers} servers`
    forms.push(`host name: ${servers} each, forgotten after ${timeText(hostName.idle)} without a request`)
  }
  if (cookie !== undefined) {
    const signed = cookie.secret !== undefined || cookie.secretFile !== undefined
    forms.push(`cookie ${cookie.name}${signed ? ', signed for the host name' : ''}`)
  }
  if (source !== undefined) {
    forms.push(`client address, forgotten after ${timeText(source.idle)} without a request`)
  }
  return forms
}

function timeText(milliseconds: number): string {
  return milliseconds % 60_000 === 0 ? `${milliseconds / 60_000} min` : `${milliseconds / 1_000} s`
}
