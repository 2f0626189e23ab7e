import { type LdapEntry, type LdapOutcome, ldapResult, passes, type SearchRequest } from '../../protocols/ldap/index.ts'

/** Entries that one search gives: MaxPageSize of Active Directory. */
const mostEntries = 1_000

/** The entries that a search finds, with the attributes that it wants, and how it ended. */
export function search(
  entries: readonly LdapEntry[],
  request: SearchRequest,
): { readonly found: readonly LdapEntry[]; readonly outcome: LdapOutcome } {
  const base = normal(request.base)
  const { scope, filter, sizeLimit } = request
  // The root DSE is read by name, and is below nothing.
  if (base === '' && scope !== 'base') {
    return {
      found: [],
      outcome: { code: ldapResult.noSuchObject, message: '0000208D: NameErr: DSID-0310021B, problem 2001 (NO_OBJECT)' },
    }
  }
  if (!entries.some(({ dn }) => isAtOrBelow(normal(dn), base, base === '' ? 'base' : 'subtree'))) {
    return { found: [], outcome: noSuchObject(entries, base) }
  }
  const limit = sizeLimit === 0 ? mostEntries : Math.min(sizeLimit, mostEntries)
  const matching = entries.filter((entry) => {
    if (!isAtOrBelow(normal(entry.dn), base, scope)) return false
    const values = new Map(entry.attributes.map(([name, list]) => [name.toLowerCase(), list]))
    // Everything is of some class; asking for that is how the root DSE is read.
    return passes(filter, (name) => values.get(name) ?? (name === 'objectclass' ? ['top'] : []))
  })
  const found = matching.slice(0, limit).map((entry) => wanted(entry, request))
  return { found, outcome: { code: matching.length > limit ? ldapResult.sizeLimitExceeded : ldapResult.success } }
}

function isAtOrBelow(dn: string, base: string, scope: SearchRequest['scope']): boolean {
  if (scope === 'base') return dn === base
  const below = dn.endsWith(`,${base}`)
  if (scope === 'subtree') return dn === base || below
  return below && !/(?<!\\),/.test(dn.slice(0, -base.length - 1))
}

function noSuchObject(entries: readonly LdapEntry[], base: string): LdapOutcome {
  const known = new Set(entries.map(({ dn }) => normal(dn)))
  let above = base
  while (above !== '' && !known.has(above)) above = above.includes(',') ? above.slice(above.indexOf(',') + 1) : ''
  const matched = entries.find(({ dn }) => normal(dn) === above)?.dn ?? ''
  return {
    code: ldapResult.noSuchObject,
    matched,
    message: '0000208D: NameErr: DSID-0310021B, problem 2001 (NO_OBJECT)',
  }
}

function wanted({ dn, attributes }: LdapEntry, request: SearchRequest): LdapEntry {
  const names = request.attributes.map((name) => name.toLowerCase())
  const all = names.length === 0 || names.includes('*')
  const chosen = attributes.filter(([name]) => all || names.includes(name.toLowerCase()))
  return { dn, attributes: request.typesOnly ? chosen.map(([name]) => [name, []] as const) : chosen }
}

/** DNs ignore case, and blanks after commas. */
function normal(dn: string): string {
  return dn.replace(/,\s+/g, ',').trim().toLowerCase()
}
