import { guidOf } from '../../mailbox/guid.ts'

/** GUID of the organisation's offline address book; Autodiscover names it in OABUrl. */
export function oabGuid(domain: string): string {
  return guidOf('offline address book', domain)
}
