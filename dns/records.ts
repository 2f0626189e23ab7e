// From a record as the topology writes it to one as dns-packet encodes it.

import type { Answer } from 'dns-packet'
import type { DnsRecord } from '../topology/schema/dns.ts'

/** The record under its full name. */
export function recordOf(record: DnsRecord, name: string, ttl: number): Answer {
  if ('a' in record) return { name, ttl, type: 'A', data: record.a }
  if ('aaaa' in record) return { name, ttl, type: 'AAAA', data: record.aaaa }
  if ('cname' in record) return { name, ttl, type: 'CNAME', data: record.cname }
  if ('ns' in record) return { name, ttl, type: 'NS', data: record.ns }
  if ('mx' in record) return { name, ttl, type: 'MX', data: { ...record.mx } }
  if ('srv' in record) return { name, ttl, type: 'SRV', data: { ...record.srv } }
  return { name, ttl, type: 'TXT', data: characterStrings(record.txt) }
}

/** The start of authority that every zone has. Its minimum is how long "no such name" may be kept (RFC 2308 section 4). */
export function startOfAuthority(origin: string, ttl: number, negativeTtl: number, serial: number): Answer {
  const data = {
    mname: nameServer,
    rname: `hostmaster.${origin}`,
    serial,
    // Times for secondary servers, which a lab has none of: those that RIPE-203 recommends.
    refresh: 86_400,
    retry: 7_200,
    expire: 3_600_000,
    minimum: negativeTtl,
  }
  return { name: origin, ttl, type: 'SOA', data }
}

/** The name server of a zone that names none. It stands outside every zone, so that none gets a name it was not given. */
export const nameServer = 'dns.bridgehead.invalid'

/** Text in pieces of at most 255 bytes, which readers join without a gap (RFC 1035 section 3.3, RFC 7208 section 3.3). */
function characterStrings(text: string): Buffer[] {
  const bytes = Buffer.from(text, 'utf8')
  const pieces: Buffer[] = []
  for (let start = 0; start < bytes.length || start === 0; start += 255) pieces.push(bytes.subarray(start, start + 255))
  return pieces
}
