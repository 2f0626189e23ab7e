// One zone as a table of names, ready to be looked up.

import type { Answer } from 'dns-packet'
import { failure } from '../base/errors.ts'
import type { ZonePlan } from '../topology/lab-plan.ts'
import { ancestry, checkedName, lowerCase } from './names.ts'
import { nameServer, recordOf, startOfAuthority } from './records.ts'

/** The records of one name by type. A name with none exists all the same: something stands below it (RFC 8020). */
type Node = ReadonlyMap<string, readonly Answer[]>

/** What a zone knows of a name. */
type Found =
  /** The name exists, or a wildcard stands in for it. */
  | { readonly kind: 'node'; readonly node: Node }
  /** The name is in a zone of its own, at the name servers given. */
  | { readonly kind: 'delegation'; readonly nameServers: readonly Answer[] }
  | { readonly kind: 'nothing' }

export interface Zone {
  /** Lower case. */
  readonly origin: string
  /** The SOA as it stands in a negative answer: kept no longer than the answer itself (RFC 2308 section 3). */
  readonly negativeSoa: Answer
  /** Looks a name of this zone up, by its labels in lower case. `plain` is false for names that no zone file can hold. */
  find(labels: readonly string[], plain: boolean): Found
  /** The records of exactly this name in lower case, also below a delegation (glue). */
  at(name: string): Node | undefined
}

/**
 * A zone with what every zone has: an SOA, a name server, and the names between.
 * @param serial version of the zone; greater for a later one
 * @throws BH_ERR_DNS_ALIAS, BH_ERR_DNS_NAME
 */
export function createZone(plan: ZonePlan, serial: number = Math.floor(Date.now() / 1000)): Zone {
  const origin = lowerCase(checkedName(plan.origin))
  const nodes = new Map<string, Map<string, Answer[]>>()
  const nodeOf = (name: string): Map<string, Answer[]> => {
    const key = lowerCase(name)
    const node = nodes.get(key) ?? new Map<string, Answer[]>()
    nodes.set(key, node)
    return node
  }
  const add = (record: Answer): void => {
    const node = nodeOf(record.name)
    const set = node.get(record.type) ?? []
    // A set holds no record twice (RFC 2181 section 5).
    if (!set.some((other) => sameData(other, record))) node.set(record.type, [...set, record])
  }

  add(startOfAuthority(origin, plan.ttl, plan.negativeTtl, serial))
  for (const record of plan.records) {
    const name = record.name === '@' ? origin : checkedName(`${record.name}.${origin}`)
    add(recordOf(record, name, record.ttl ?? plan.ttl))
  }
  if (!nodeOf(origin).has('NS')) add({ name: origin, ttl: plan.ttl, type: 'NS', data: nameServer })
  for (const [name, node] of nodes) checkAlias(origin, name, node)
  for (const node of nodes.values()) for (const [type, set] of node) node.set(type, withOneTtl(set))
  for (const name of [...nodes.keys()]) {
    for (const above of ancestry(name.split('.'))) if (above.endsWith(`.${origin}`)) nodeOf(above)
  }

  const negativeTtl = Math.min(plan.ttl, plan.negativeTtl)
  return {
    origin,
    negativeSoa: startOfAuthority(origin, negativeTtl, plan.negativeTtl, serial),
    find: (labels, plain) => find(nodes, origin, labels, plain),
    at: (name) => nodes.get(name),
  }
}

/** The search of RFC 1034 section 4.3.2 step 3, with the wildcards of RFC 4592. */
function find(nodes: ReadonlyMap<string, Node>, origin: string, labels: readonly string[], plain: boolean): Found {
  const names = [...ancestry(labels)].filter((name) => name === origin || name.endsWith(`.${origin}`))
  for (const name of names.toReversed()) {
    const nameServers = name === origin ? undefined : nodes.get(name)?.get('NS')
    if (nameServers !== undefined) return { kind: 'delegation', nameServers }
  }
  const [wanted = '', ...above] = names
  const exact = nodes.get(wanted)
  if (exact !== undefined) return { kind: 'node', node: exact }
  // Only the wildcard right below the closest name that exists stands in; one further up is hidden by that name.
  const encloser = above.find((name) => nodes.has(name))
  const wildcard = encloser === undefined || !plain ? undefined : nodes.get(`*.${encloser}`)
  return wildcard === undefined ? { kind: 'nothing' } : { kind: 'node', node: wildcard }
}

function checkAlias(zone: string, name: string, node: ReadonlyMap<string, readonly Answer[]>): void {
  const aliases = node.get('CNAME')
  if (aliases === undefined) return
  const others = [...node.keys()].filter((type) => type !== 'CNAME')
  if (aliases.length > 1) others.push('another CNAME')
  if (others.length > 0) throw failure('BH_ERR_DNS_ALIAS', { zone, name, other: others.join(' and ') })
}

/** The records of one set share the smallest of their TTLs (RFC 2181 section 5.2). */
function withOneTtl(set: readonly Answer[]): Answer[] {
  const ttl = Math.min(...set.map((record) => ('ttl' in record ? (record.ttl ?? 0) : 0)))
  return set.map((record) => ({ ...record, ttl }))
}

function sameData(one: Answer, other: Answer): boolean {
  return JSON.stringify({ ...one, ttl: 0 }) === JSON.stringify({ ...other, ttl: 0 })
}
