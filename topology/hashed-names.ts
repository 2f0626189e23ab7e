import type { BalanceName } from './schema/farm.ts'

/** What the names of `hashOn` are, for the ways of balancing that are over named parts of a request. */
export const hashedNames: Readonly<Partial<Record<BalanceName, string>>> = {
  'header-hash': 'headers',
  'cookie-hash': 'cookies',
  'query-hash': 'query parameters',
}
