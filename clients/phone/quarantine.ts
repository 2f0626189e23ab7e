/**
 * Whether a device is in quarantine: no status says so. Its Inbox then holds the notice alone (reference 2.5), which
 * Exchange words in the user's language; the English one is known here.
 */
export function accessOf(items: readonly { readonly subject: string }[]): 'allowed' | 'quarantined' {
  const [only] = items
  const isNotice = items.length === 1 && /temporarily blocked from synchronizing/i.test(only?.subject ?? '')
  return isNotice ? 'quarantined' : 'allowed'
}
