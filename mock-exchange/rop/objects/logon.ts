import type { Mailbox } from '../../mailbox/mailbox.ts'

/** A mailbox that a session is logged on to. */
export interface LogonObject {
  readonly kind: 'logon'
  readonly logonId: number
  readonly mailbox: Mailbox
}
