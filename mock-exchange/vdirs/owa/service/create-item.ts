import { type Address, message } from '../../../mailbox/item.ts'
import { sizeOf } from '../../../mailbox/item-size.ts'
import type { OwaCall } from '../call.ts'
import { readRecipients } from '../recipients.ts'
import { attemptEach, type Json, type ServiceAction, ServiceRefusal } from './action.ts'
import type { JsonPart } from './request.ts'
import { folderFrom, itemIdJson } from './shapes.ts'

/** New messages: `MessageDisposition` SaveOnly, SendOnly or SendAndSaveCopy, as in EWS. */
export const createItem: ServiceAction = {
  name: 'CreateItem',
  run: (body, call) => attemptEach(body.at('Items'), 'ItemInfoResponseMessage', (item) => create(item, body, call)),
}

function create(item: JsonPart, body: JsonPart, call: OwaCall): Json {
  const { mailbox, store } = call
  if (item.type !== '' && item.type !== 'Message') {
    throw new ServiceRefusal('ErrorInvalidRequest', `Items of the kind ${item.type} cannot be created here.`)
  }
  const given = message({
    from: mailbox.address,
    to: recipients(item.at('ToRecipients'), call),
    cc: recipients(item.at('CcRecipients'), call),
    bcc: recipients(item.at('BccRecipients'), call),
    subject: (item.at('Subject').text ?? '').replace(/[\0-\x1f\x7f]+/g, ' ').slice(0, 255),
    body: {
      type: item.at('Body').at('BodyType').text === 'HTML' ? 'html' : 'text',
      content: item.at('Body').at('Value').text ?? '',
    },
  })
  const disposition = body.at('MessageDisposition').text ?? 'SaveOnly'
  const sends = disposition === 'SendOnly' || disposition === 'SendAndSaveCopy'
  if (!sends && disposition !== 'SaveOnly') {
    throw new ServiceRefusal('ErrorInvalidRequest', `There is no MessageDisposition ${disposition}.`)
  }
  if (sends && given.to.length + given.cc.length + given.bcc.length === 0) {
    throw new ServiceRefusal('ErrorInvalidRecipients', 'At least one recipient is needed.')
  }
  if (mailbox.used + sizeOf(given) > mailbox.user.quota) {
    throw new ServiceRefusal('ErrorQuotaExceeded', 'The mailbox is full.')
  }
  const target = body.at('SavedItemFolderId')
  const folder = target.value === undefined ? mailbox.folder(sends ? 'sentitems' : 'drafts') : folderFrom(target, call)
  const content = sends ? store.transport.submit(mailbox, given) : given
  if (disposition === 'SendOnly') return { Items: [] }
  const saved = mailbox.add(folder, content, { read: true })
  return { Items: [{ __type: 'Message:#Exchange', ItemId: itemIdJson(saved, call) }] }
}

/** @throws ServiceRefusal for an address that is none */
function recipients(list: JsonPart, call: OwaCall): Address[] {
  return list.list().flatMap((one) => {
    const mailbox = one.at('Mailbox').value === undefined ? one : one.at('Mailbox')
    const address = mailbox.at('EmailAddress').text ?? ''
    const { addresses, unknown } = readRecipients(address.replace(/[;,]/g, ''), call)
    if (unknown.length > 0 || addresses.length === 0) {
      throw new ServiceRefusal('ErrorInvalidRecipients', `The address ${address} is not valid.`)
    }
    const name = mailbox.at('Name').text
    return addresses.map((known) => (name === undefined || name === '' ? known : { ...known, name }))
  })
}
