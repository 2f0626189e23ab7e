import { CauseError } from '../../base/failure-cause.ts'
import type { VantagePoint } from '../../base/vantage-point.ts'

/** A host that takes mail for a domain; the lowest preference comes first. */
export interface MailExchanger {
  readonly preference: number
  readonly host: string
}

/** The MX records of a domain in order; empty without any. @throws CauseError dns-failed */
export async function mailExchangers(
  from: Pick<VantagePoint, 'vantage' | 'resolve'>,
  domain: string,
  signal: AbortSignal,
): Promise<readonly MailExchanger[]> {
  const { records, status } = await from.resolve(domain, 'MX', signal)
  if (status !== 'answer' && status !== 'nodata' && status !== 'nxdomain') {
    throw new CauseError(
      'dns-failed',
      `The DNS of the ${from.vantage} did not say who takes mail for ${domain} (${status}).`,
    )
  }
  return records
    .filter(({ type }) => type === 'MX')
    .map(({ value }) => value.split(/\s+/))
    .map(([preference = '', host = '']) => ({ preference: Number(preference), host: host.replace(/\.$/, '') }))
    .sort((a, b) => a.preference - b.preference)
}

/** The host that mail for a domain goes to: its first MX, else the domain itself (RFC 5321 section 5.1). */
export async function mailExchangerOf(
  { from, signal }: { readonly from: VantagePoint; readonly signal: AbortSignal },
  domain: string,
): Promise<string> {
  const [first] = await mailExchangers(from, domain, signal)
  return first?.host ?? domain
}
