import type { Credentials } from '../types.ts'

/**
 * What a profile of Outlook keeps of its mailbox since Autodiscover set it up, so that it can connect without asking
 * again. The lab's organisation names its users in this way, and `mapi.connect` takes another DN as an option.
 */
export function profileOf({ user, mailbox, mailboxGuid }: Credentials): { legacyDn: string; mailboxServer: string } {
  const group = '/o=First Organization/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)'
  return {
    legacyDn: `${group}/cn=Recipients/cn=${mailboxGuid.replaceAll('-', '')}-${user.toLowerCase()}`,
    mailboxServer: `${mailboxGuid}@${mailbox.slice(mailbox.lastIndexOf('@') + 1)}`,
  }
}
