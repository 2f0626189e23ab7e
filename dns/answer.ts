// What a server's zones answer to a question: RFC 1034 section 4.3.2, negative answers by RFC 2308.

import type { Answer } from 'dns-packet'
import { failure } from '../base/errors.ts'
import { ancestry, lowerCase } from './names.ts'
import type { Zone } from './zone.ts'

export interface ZoneQuestion {
  /** As asked: upper and lower case come back as they were. */
  readonly name: string
  /** Lower case. */
  readonly labels: readonly string[]
  /** False when it has characters that no zone holds. */
  readonly plain: boolean
  /** `A`, `MX`, `ANY`, … */
  readonly type: string
}

export interface ZoneAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN'
  readonly authoritative: boolean
  readonly answers: readonly Answer[]
  readonly authorities: readonly Answer[]
  readonly additionals: readonly Answer[]
  /** Where the last alias leads, when no zone here holds that name. */
  readonly leadsTo?: string
  /** True when all that is known is other name servers to ask. */
  readonly referral?: true
}

/** Zones by origin; the most specific one that holds a name answers for it. */
export type ZoneTable = ReadonlyMap<string, Zone>

/** @throws BH_ERR_DNS_ZONE_TWICE */
export function zoneTable(zones: readonly Zone[]): ZoneTable {
  const table = new Map<string, Zone>()
  for (const zone of zones) {
    if (table.has(zone.origin)) throw failure('BH_ERR_DNS_ZONE_TWICE', { zone: zone.origin })
    table.set(zone.origin, zone)
  }
  return table
}

/** More aliases in a row than anyone needs: a circle. */
const maximumAliases = 16

/** The answer of the zones; undefined when none holds the name. */
export function answerFrom(zones: ZoneTable, question: ZoneQuestion): ZoneAnswer | undefined {
  const answers: Answer[] = []
  let { name, labels, plain } = question
  for (let aliases = 0; ; aliases += 1) {
    const zone = zoneOf(zones, labels)
    if (zone === undefined) return aliases === 0 ? undefined : positive(zones, answers, name)
    const found = zone.find(labels, plain)
    if (found.kind === 'delegation')
      return aliases === 0 ? referral(zones, found.nameServers) : positive(zones, answers, name)
    if (found.kind === 'nothing') return negative('NXDOMAIN', answers, zone)
    // ANY gets one set of records, whichever comes first (RFC 8482 section 4.1).
    const type = question.type === 'ANY' ? [...found.node.keys()].at(0) : question.type
    const wanted = found.node.get(type ?? '')
    if (wanted !== undefined) return positive(zones, [...answers, ...wanted.map((record) => ({ ...record, name }))])
    const [alias] = found.node.get('CNAME') ?? []
    if (alias === undefined || alias.type !== 'CNAME') return negative('NOERROR', answers, zone)
    answers.push({ ...alias, name })
    if (aliases === maximumAliases) return positive(zones, answers)
    name = alias.data
    labels = lowerCase(name).split('.')
    plain = true
  }
}

function zoneOf(zones: ZoneTable, labels: readonly string[]): Zone | undefined {
  for (const name of ancestry(labels)) {
    const zone = zones.get(name)
    if (zone !== undefined) return zone
  }
  return undefined
}

function positive(zones: ZoneTable, answers: readonly Answer[], leadsTo?: string): ZoneAnswer {
  const additionals = addressesFor(zones, answers)
  const answer: ZoneAnswer = { rcode: 'NOERROR', authoritative: true, answers, authorities: [], additionals }
  return leadsTo === undefined ? answer : { ...answer, leadsTo }
}

function negative(rcode: ZoneAnswer['rcode'], answers: readonly Answer[], zone: Zone): ZoneAnswer {
  return { rcode, authoritative: true, answers, authorities: [zone.negativeSoa], additionals: [] }
}

function referral(zones: ZoneTable, nameServers: readonly Answer[]): ZoneAnswer {
  const additionals = addressesFor(zones, nameServers)
  return { rcode: 'NOERROR', authoritative: false, answers: [], authorities: nameServers, additionals, referral: true }
}

/** Addresses of the hosts that the records name, as far as they are known here (RFC 1035 sections 3.3.9, 3.3.11, RFC 2782). */
function addressesFor(zones: ZoneTable, records: readonly Answer[]): readonly Answer[] {
  const hosts = new Set(records.flatMap((record) => hostOf(record) ?? []))
  return [...hosts].flatMap((host) => {
    const name = lowerCase(host)
    const node = zoneOf(zones, name.split('.'))?.at(name)
    return [...(node?.get('A') ?? []), ...(node?.get('AAAA') ?? [])].map((record) => ({ ...record, name: host }))
  })
}

function hostOf(record: Answer): string | undefined {
  if (record.type === 'MX') return record.data.exchange
  if (record.type === 'SRV') return record.data.target
  return record.type === 'NS' ? record.data : undefined
}
