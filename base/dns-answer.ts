/** The record types that the lab knows, the usual ones first. */
export const dnsTypes = ['A', 'AAAA', 'CNAME', 'MX', 'TXT', 'SRV', 'NS', 'SOA'] as const
export type DnsType = (typeof dnsTypes)[number]

/** A record of an answer. `value` is in the order and form that dig prints: `0 mail.contoso.com.` for an MX. */
export interface DnsAnswerRecord {
  readonly name: string
  readonly type: DnsType
  /** Seconds. */
  readonly ttl: number
  readonly value: string
}

/**
 * What a DNS server answered. `nodata` is NOERROR without a record of the type asked (RFC 2308); `timeout` is no answer.
 * CNAMEs on the way stand before the records that they lead to.
 */
export interface DnsAnswer {
  readonly status: 'answer' | 'nodata' | 'nxdomain' | 'servfail' | 'refused' | 'timeout'
  readonly records: readonly DnsAnswerRecord[]
  readonly authoritative: boolean
  /** Seconds for which a negative answer may be kept, from the SOA. */
  readonly negativeTtl?: number
}
