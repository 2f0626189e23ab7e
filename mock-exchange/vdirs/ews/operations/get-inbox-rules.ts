import { childOf, textOf } from '../../../xml/document.ts'
import { markup } from '../../../xml/markup.ts'
import { EwsError } from '../errors.ts'
import { ownMailbox } from '../folder-reference.ts'
import { messagesNamespace } from '../namespaces.ts'
import { attempt, type EwsOperation } from '../operation.ts'

/** Rules of the caller's Inbox ([MS-OXWSRULES]): there are none, as nothing here sorts mail that arrives. */
export const getInboxRules: EwsOperation = {
  name: 'GetInboxRules',
  run: (request, call) =>
    attempt(() => {
      const asked = textOf(childOf(request, messagesNamespace, 'MailboxSmtpAddress'))
      const { user } = ownMailbox(call)
      if (asked !== undefined && asked.toLowerCase() !== user.mailbox.toLowerCase()) {
        throw new EwsError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
      }
      return markup`<m:OutlookRuleBlobExists>false</m:OutlookRuleBlobExists><m:InboxRules/>`
    }),
}
