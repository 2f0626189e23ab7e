import type { UserPlan } from '../../topology/lab-plan.ts'

// Names that Exchange Setup proposes; nearly every organisation has them.
const group = '/o=First Organization/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)'

/** What the names of all users begin with. */
export const recipientsDn: string = `${group}/cn=Recipients/cn=`

/** The X.500 name by which Outlook and address books know a user (legacyExchangeDN). */
export function legacyDnOf(user: UserPlan): string {
  return `${recipientsDn}${user.mailboxGuid.replaceAll('-', '')}-${user.user.toLowerCase()}`
}

/**
 * The X.500 name that Outlook is given for a mailbox's server: from 2013 on one of the mailbox itself, not of a machine.
 * The same goes for the database.
 */
export function serverDnOf(user: UserPlan, domain: string): string {
  return `${group}/cn=Configuration/cn=Servers/cn=${user.mailboxGuid}@${domain}`
}
