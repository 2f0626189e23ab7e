// Asks one DNS server, as the resolver in every client does, and says what it was told.

import type { Answer } from 'dns-packet'
import type { DnsAnswer, DnsAnswerRecord, DnsType } from '../base/dns-answer.ts'
import { exchange, type ServerAddress } from './exchange.ts'
import { checkedName, lowerCase, withoutDot } from './names.ts'
import { decodeOrNone, encodeQuery } from './query.ts'
import { rcodes } from './rcodes.ts'
import { recordText } from './record-text.ts'
import { flags, readHeader } from './wire.ts'

export interface ResolverOptions extends ServerAddress {
  /** Milliseconds to wait for each of two attempts; 2000 when absent. */
  readonly timeout?: number
}

export interface Resolver {
  /** @throws BH_ERR_DNS_NAME, and the signal's reason once it is aborted */
  resolve(name: string, type: DnsType, signal?: AbortSignal): Promise<DnsAnswer>
}

/** Aliases followed by a query of their own, for servers that do not follow them. */
const maximumQueries = 8

/** A resolver that keeps nothing: each call sends real packets, twice over UDP if need be, over TCP for what is too long. */
export function createResolver({ host, port, timeout = 2_000 }: ResolverOptions): Resolver {
  const ask = async (name: string, type: DnsType, signal: AbortSignal | undefined): Promise<DnsAnswer & Chain> => {
    const message = await exchange({ host, port }, encodeQuery(name, type), { timeout, attempts: 2, signal })
    if (message === undefined) return { status: 'timeout', records: [], authoritative: false, end: name, ended: true }
    return readAnswer(message, name, type)
  }
  return {
    async resolve(name, type, signal) {
      const first = await ask(checkedName(name), type, signal)
      let last = first
      const records = [...first.records]
      for (let queries = 1; last.status === 'nodata' && !last.ended && queries < maximumQueries; queries += 1) {
        last = await ask(last.end, type, signal)
        records.push(...last.records)
      }
      const { status, negativeTtl } = last
      const answer: DnsAnswer = { status, records, authoritative: first.authoritative }
      return negativeTtl === undefined ? answer : { ...answer, negativeTtl }
    },
  }
}

interface Chain {
  /** Where the aliases in the answer lead. */
  readonly end: string
  /** Whether the server has said all there is: it gave records, an error, or the SOA of a name that has none. */
  readonly ended: boolean
}

function readAnswer(message: Buffer, name: string, type: DnsType): DnsAnswer & Chain {
  const header = readHeader(message)
  const packet = decodeOrNone(message)
  const authoritative = ((header?.flags ?? 0) & flags.authoritative) !== 0
  const rcode = header?.rcode
  if (packet === undefined || (rcode !== rcodes.NOERROR && rcode !== rcodes.NXDOMAIN)) {
    const status = rcode === rcodes.REFUSED ? 'refused' : 'servfail'
    return { status, records: [], authoritative, end: name, ended: true }
  }
  const { records, end, found } = follow(packet.answers ?? [], name, type)
  if (found) return { status: 'answer', records, authoritative, end, ended: true }
  const soa = (packet.authorities ?? []).find((record) => record.type === 'SOA')
  const negative = soa?.type === 'SOA' ? { negativeTtl: Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0) } : {}
  if (rcode === rcodes.NXDOMAIN) return { status: 'nxdomain', records, authoritative, end, ended: true, ...negative }
  // No answer, no SOA, but name servers: "ask those", which a client does not (RFC 2308 section 2.2).
  const referral = soa === undefined && (packet.authorities ?? []).some((record) => record.type === 'NS')
  if (referral) return { status: 'servfail', records, authoritative, end, ended: true }
  return {
    status: 'nodata',
    records,
    authoritative,
    end,
    ended: soa !== undefined || records.length === 0,
    ...negative,
  }
}

/** The aliases from the name on, then the records wanted; whatever else stands in the answer is not looked at. */
function follow(answers: readonly Answer[], name: string, type: DnsType) {
  const at = (owner: string, wanted: DnsType): readonly Answer[] =>
    answers.filter((record) => record.type === wanted && same(record.name, owner))
  const records: DnsAnswerRecord[] = []
  let end = name
  for (let step = 0; step <= answers.length; step += 1) {
    const wanted = at(end, type)
    records.push(...wanted.flatMap(toRecord))
    if (wanted.length > 0) return { records, end, found: true }
    const [alias] = at(end, 'CNAME')
    if (alias?.type !== 'CNAME') break
    records.push(...toRecord(alias))
    end = withoutDot(alias.data)
  }
  return { records, end, found: false }
}

function toRecord(record: Answer): DnsAnswerRecord[] {
  const text = recordText(record)
  return text === undefined
    ? []
    : [{ name: withoutDot(record.name), ttl: 'ttl' in record ? (record.ttl ?? 0) : 0, ...text }]
}

function same(one: string, other: string): boolean {
  return lowerCase(withoutDot(one)) === lowerCase(withoutDot(other))
}
