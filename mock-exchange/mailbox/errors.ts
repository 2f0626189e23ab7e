/** Why the store refuses a change; each protocol says it in its own code. */
export type MailboxRefusal =
  | 'folder-exists'
  | 'folder-not-found'
  | 'default-folder'
  | 'folder-cycle'
  | 'item-not-found'
  | 'quota-exceeded'
  | 'mime-invalid'

export class MailboxError extends Error {
  override readonly name = 'MailboxError'
  readonly refusal: MailboxRefusal

  /** @param options with what another error was the `cause` of it */
  constructor(refusal: MailboxRefusal, message: string, options?: ErrorOptions) {
    super(message, options)
    this.refusal = refusal
  }
}
