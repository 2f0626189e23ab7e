// Autodiscover may answer with another address (RedirectAddr), for which the search begins anew.

import type { Asked } from './ask.ts'

/** Addresses that may be passed on before it is a circle. */
const mostAddresses = 10

/** Anything that was asked on the way. */
interface Tried {
  readonly asked: Asked
}

/** Where a search has come to. `attempts` are those for the last address. */
export type SearchEnd<Attempt extends Tried> =
  | {
      readonly kind: 'found'
      readonly address: string
      readonly attempt: Attempt
      readonly asked: Extract<Asked, { readonly settings: unknown }>
    }
  | { readonly kind: 'not-found'; readonly address: string; readonly attempts: readonly Attempt[] }
  | { readonly kind: 'circle'; readonly address: string }

/**
 * Searches for an address, and for the one that it is passed on to.
 * @param round one whole search for an address, whose last attempt is what came of it
 */
export async function followAddresses<Attempt extends Tried>(
  first: string,
  round: (address: string) => Promise<readonly Attempt[]>,
): Promise<SearchEnd<Attempt>> {
  let address = first
  for (let addresses = 0; addresses < mostAddresses; addresses++) {
    const attempts = await round(address)
    const attempt = attempts.at(-1)
    if (attempt === undefined || 'failed' in attempt.asked) return { kind: 'not-found', address, attempts }
    const { asked } = attempt
    if ('settings' in asked) return { kind: 'found', address, attempt, asked }
    address = asked.address
  }
  return { kind: 'circle', address }
}

/** What a person is told of a circle. */
export const circleOf = (address: string): string =>
  `Autodiscover is passed on from address to address, last to ${address}.`
