import type { FarmPlan } from '../topology/edge-plan.ts'

/** What the hash is over that chooses a server, undefined when none does. */
export function hashOver({ balance, hashOn }: FarmPlan): string | undefined {
  const names = hashOn.join(', ')
  switch (balance) {
    case 'source-hash':
      return 'the address of the client'
    case 'url-hash':
      return 'path and query'
    case 'header-hash':
      return `the values of the headers ${names}`
    case 'cookie-hash':
      return `the values of the cookies ${names}`
    case 'query-hash':
      return `the values of the query parameters ${names}`
    case 'round-robin':
    case 'least-requests':
    case 'least-response-time':
    case 'total-traffic':
      return undefined
  }
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
