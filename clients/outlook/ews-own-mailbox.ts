import * as z from 'zod'
import { escapeMarkup } from '../../base/escape-markup.ts'
import { defineAction } from '../define-action.ts'
import { withEws } from '../ews/ews-client.ts'
import { scheme, serviceUrl } from '../options.ts'
import { placeOf } from '../words.ts'
import { firstNamed } from '../xml.ts'

const inbox =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>'

const whose = (id: string, mailbox: string): string =>
  `<m:ConvertId DestinationFormat="EwsId"><m:SourceIds><t:AlternateId Format="EwsId" Id="${escapeMarkup(id)}" Mailbox="${escapeMarkup(mailbox)}"/></m:SourceIds></m:ConvertId>`

export const ewsOwnMailbox = defineAction({
  name: 'ews.own-mailbox',
  about:
    'An EWS application opens the inbox and asks whose it is (GetFolder, ConvertId): behind a proxy that shares connections it can be that of somebody else. Facts: mailbox, own.',
  options: z.strictObject({ url: serviceUrl('/EWS/Exchange.asmx'), auth: scheme('ntlm') }),
  act: (run, options) =>
    withEws(run, options, async (client) => {
      const { url } = options
      const opened = await client.call(inbox)
      const id = firstNamed(opened, 'FolderId')?.getAttribute('Id') ?? ''
      const converted = await client.call(whose(id, run.user.mailbox))
      const mailbox = firstNamed(converted, 'AlternateId')?.getAttribute('Mailbox') ?? ''
      const own = mailbox.toLowerCase() === run.user.mailbox.toLowerCase()
      const facts = { mailbox, own }
      if (own) return run.ok(`${placeOf(url)} gave ${mailbox} their own mailbox.`, facts)
      return run.failed(`${run.user.mailbox} was given the mailbox of ${mailbox || 'nobody'}.`, facts)
    }),
})
