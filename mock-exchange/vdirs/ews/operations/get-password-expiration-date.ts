import { childOf, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation } from '../operation.ts'

/** When the caller's password expires: never, as nobody has set an age for passwords; .NET's last instant says so. */
export const getPasswordExpirationDate: EwsOperation = {
  name: 'GetPasswordExpirationDate',
  run(request, { caller }) {
    const asked = textOf(childOf(request, messagesNamespace, 'MailboxSmtpAddress'))
    return attempt(() => {
      if (asked !== undefined && asked.toLowerCase() !== caller.mailbox.toLowerCase()) {
        throw new EwsError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
      }
      return markup`<m:PasswordExpirationDate>9999-12-31T23:59:59.9999999</m:PasswordExpirationDate>`
    })
  },
}
