import { isIP } from 'node:net'
import type { DnsAnswer } from './dns-answer.ts'
import { CauseError } from './failure-cause.ts'
import type { VantagePoint } from './vantage-point.ts'

/**
 * The addresses of a host name as the vantage's DNS gives them, IPv4 before IPv6; an address is its own.
 * @throws CauseError name-not-found, no-address or dns-failed, with a sentence that names the vantage.
 */
export async function resolveAddresses(
  from: Pick<VantagePoint, 'vantage' | 'resolve'>,
  name: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const literal = name.replace(/^\[(.*)\]$/, '$1')
  if (isIP(literal)) return [literal]
  const v4 = await from.resolve(name, 'A', signal)
  check(from, name, v4)
  const v6 = v4.status === 'answer' && addresses(v4).length > 0 ? undefined : await from.resolve(name, 'AAAA', signal)
  if (v6 !== undefined) check(from, name, v6)
  const found = [...addresses(v4), ...(v6 ? addresses(v6) : [])]
  if (found.length > 0) return found
  throw new CauseError(
    'no-address',
    `${name} exists in the DNS of the ${from.vantage}, but has no address record (A or AAAA) there.`,
  )
}

const addresses = (answer: DnsAnswer): string[] =>
  answer.records.filter(({ type }) => type === 'A' || type === 'AAAA').map(({ value }) => value)

function check(from: Pick<VantagePoint, 'vantage'>, name: string, { status }: DnsAnswer): void {
  if (status === 'answer' || status === 'nodata') return
  if (status === 'nxdomain') {
    throw new CauseError('name-not-found', `${name} does not exist in the DNS of the ${from.vantage}.`)
  }
  const what = status === 'timeout' ? 'did not answer' : `answered ${status.toUpperCase()}`
  throw new CauseError('dns-failed', `The DNS of the ${from.vantage} ${what} when asked for ${name}.`)
}
