import { isOutOfOffice, oofSettingsOf } from '../../../mailbox/automatic-replies.ts'
import { childOf, childrenOf, descendantOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { messageElement } from '../envelope.ts'
import { EwsFault, schemaFault } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { type EwsCall, type EwsOperation, requiredChild, success } from '../operation.ts'
import { mostMailTipsRecipients } from '../service-limits.ts'

/** The tips that there are ([MS-OXWSMTIPS] 2.2.5.1); each is told when it, or `All`, is asked for. */
const tipNames = [
  'All',
  'OutOfOfficeMessage',
  'MailboxFullStatus',
  'CustomMailTip',
  'ExternalMemberCount',
  'TotalMemberCount',
  'MaxMessageSize',
  'DeliveryRestriction',
  'ModerationStatus',
  'InvalidRecipient',
  'Scope',
] as const
type TipName = (typeof tipNames)[number]

/** What a sender should know of recipients before sending: away, full, unknown ([MS-OXWSMTIPS]). */
export const getMailTips: EwsOperation = {
  name: 'GetMailTips',
  run(request, call) {
    requiredChild(request, messagesNamespace, 'SendingAs')
    const recipients = childrenOf(requiredChild(request, messagesNamespace, 'Recipients'), typesNamespace, 'Mailbox')
    if (recipients.length > mostMailTipsRecipients) {
      throw new EwsFault('ErrorInvalidRequest', `Mail tips are given for at most ${mostMailTipsRecipients} recipients.`)
    }
    const names = readNames(requiredChild(request, messagesNamespace, 'MailTipsRequested'))
    const messages = recipients.map((recipient) =>
      messageElement('MailTipsResponseMessageType', success(tips(recipient, names, call))),
    )
    return success(markup`<m:ResponseMessages>${messages}</m:ResponseMessages>`)
  },
}

function readNames(element: Element): ReadonlySet<TipName> {
  // A list of names with blanks between them.
  const names = (textOf(element) ?? '').split(/\s+/).map((name) => {
    const known = tipNames.find((one) => one === name)
    if (known !== undefined) return known
    throw schemaFault(`The 'MailTipsRequested' element is invalid - The value '${name.slice(0, 100)}' is invalid.`)
  })
  return new Set(names)
}

function tips(recipient: Element, names: ReadonlySet<TipName>, { store, now, context }: EwsCall): Markup {
  const address = textOf(descendantOf(recipient, typesNamespace, 'EmailAddress')) ?? ''
  const name = textOf(childOf(recipient, typesNamespace, 'Name')) ?? address
  const mailbox = store.byAddress(address)
  const wanted = (tip: TipName): boolean => names.has('All') || names.has(tip)
  const parts: (Markup | undefined)[] = [
    markup`<t:RecipientAddress><t:Name>${name}</t:Name><t:EmailAddress>${address}</t:EmailAddress><t:RoutingType>SMTP</t:RoutingType></t:RecipientAddress><t:PendingMailTips/>`,
  ]
  if (mailbox !== undefined && wanted('OutOfOfficeMessage')) {
    const reply = isOutOfOffice(mailbox, now) ? oofSettingsOf(mailbox).internalReply : ''
    parts.push(markup`<t:OutOfOffice><t:ReplyBody><t:Message>${reply}</t:Message></t:ReplyBody></t:OutOfOffice>`)
  }
  if (mailbox !== undefined && wanted('MailboxFullStatus')) {
    parts.push(markup`<t:MailboxFull>${mailbox.used >= mailbox.user.quota}</t:MailboxFull>`)
  }
  if (mailbox !== undefined && wanted('TotalMemberCount'))
    parts.push(markup`<t:TotalMemberCount>1</t:TotalMemberCount>`)
  // An address of this domain that nobody has; of other domains nothing is known.
  const invalid = mailbox === undefined && address.toLowerCase().endsWith(`@${context.domain.toLowerCase()}`)
  if (wanted('InvalidRecipient')) parts.push(markup`<t:InvalidRecipient>${invalid}</t:InvalidRecipient>`)
  return markup`<m:MailTips>${parts}</m:MailTips>`
}
