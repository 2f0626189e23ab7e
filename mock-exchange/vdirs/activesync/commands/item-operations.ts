// ItemOperations: items and attachments on demand, folders emptied ([MS-ASCMD] 2.2.1.10).
//
//   inline: data within the document, attachments in base64        multipart: the document, then the data as it is

import { childOf, childrenOf, element, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { Attachment } from '../../../mailbox/item.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemClassOf } from '../items/index.ts'
import { itemAt, itemOfLongId } from '../items/server-id.ts'
import { isTrue, readOptions } from '../sync/options.ts'

const page = 'ItemOperations'
const tag = tagsOf(page)
const air = tagsOf('AirSync')

/** Status of ItemOperations ([MS-ASCMD] 2.2.3.177.9). */
const statuses = {
  success: '1',
  protocolError: '2',
  notFound: '6',
  rangeInvalid: '8',
  storeUnknown: '9',
  attachmentInvalid: '15',
  partial: '17',
  actionNotSupported: '156',
} as const

export const itemOperations: ActiveSyncCommand = {
  name: 'ItemOperations',
  page,
  inQuarantine: true,
  async run(call) {
    const { body } = call
    if (body?.page !== page || body.tag !== 'ItemOperations' || childrenOf(body).length === 0) {
      return { body: tag('ItemOperations', tag('Status', statuses.protocolError)) }
    }
    const parts: Buffer[] = []
    const answers: WbxmlElement[] = []
    for (const operation of childrenOf(body)) answers.push(await perform(call, operation, parts))
    const document = tag('ItemOperations', tag('Status', statuses.success), tag('Response', ...answers))
    return call.acceptMultiPart ? { body: document, parts } : { body: document }
  },
}

async function perform(call: ActiveSyncCall, operation: WbxmlElement, parts: Buffer[]): Promise<WbxmlElement> {
  switch (operation.tag) {
    case 'Fetch':
      return fetch(call, operation, parts)
    case 'EmptyFolderContents':
      return emptyFolder(call, operation)
    default:
      // Moving conversations is what remains; they have no identity of their own in this store.
      return element(operation.page, operation.tag, tag('Status', statuses.actionNotSupported))
  }
}

async function fetch(call: ActiveSyncCall, given: WbxmlElement, parts: Buffer[]): Promise<WbxmlElement> {
  const failed = (status: string): WbxmlElement => tag('Fetch', tag('Status', status))
  if (textOf(given, page, 'Store')?.toLowerCase() !== 'mailbox') return failed(statuses.storeUnknown)
  const options = childOf(given, page, 'Options')
  const reference = textOf(given, 'AirSyncBase', 'FileReference')
  if (reference !== undefined) return fetchAttachment(call, reference, textOf(options, page, 'Range'), parts)
  const longId = textOf(given, 'Search', 'LongId')
  const serverId = textOf(given, 'AirSync', 'ServerId')
  const found = longId === undefined ? itemAt(call, serverId) : itemOfLongId(call, longId)
  const itemClass = found && itemClassOf(found.folder)
  if (found === undefined || itemClass === undefined) return failed(statuses.notFound)
  const wanted = readOptions(options, itemClass.name)
  if (wanted === undefined) return failed(statuses.protocolError)
  const { item, collection } = found
  // What a device fetches by hand it gets whole, when it does not say how.
  const written = await itemClass.write(item, {
    options: { ...wanted, bodies: wanted.bodies.length > 0 ? wanted.bodies : wholeBody(item.body.type) },
    version: call.version,
    mailbox: call.mailbox,
    serverId: `${collection}:${item.id.counter}`,
  })
  const id =
    longId === undefined
      ? [air('CollectionId', collection), air('ServerId', serverId ?? '')]
      : [tagsOf('Search')('LongId', longId)]
  const properties = call.acceptMultiPart ? written.map((element) => bodyAsPart(element, parts)) : written
  return tag(
    'Fetch',
    tag('Status', statuses.success),
    ...id,
    air('Class', itemClass.name),
    tag('Properties', ...properties),
  )
}

function wholeBody(type: 'text' | 'html') {
  const preference = { type: type === 'html' ? 2 : 1, truncationSize: undefined, allOrNone: false, preview: undefined }
  return [preference as { type: 1 | 2; truncationSize: undefined; allOrNone: false; preview: undefined }]
}

/** The body's Data becomes a part of its own. */
function bodyAsPart(element: WbxmlElement, parts: Buffer[]): WbxmlElement {
  if (element.page !== 'AirSyncBase' || element.tag !== 'Body') return element
  const content = childrenOf(element).map((child) => {
    if (child.tag !== 'Data') return child
    parts.push(Buffer.from(textOf(element, 'AirSyncBase', 'Data') ?? ''))
    return tag('Part', String(parts.length))
  })
  return { ...element, content }
}

function fetchAttachment(
  call: ActiveSyncCall,
  reference: string,
  range: string | undefined,
  parts: Buffer[],
): WbxmlElement {
  const attachment = attachmentAt(call, reference)
  const name = tagsOf('AirSyncBase')('FileReference', reference)
  const failed = (status: string): WbxmlElement => tag('Fetch', tag('Status', status), name)
  if (attachment === undefined) return failed(statuses.attachmentInvalid)
  const total = attachment.content.length
  const [first, last] = range === undefined ? [0, total - 1] : (readRange(range) ?? [total, total])
  if (range !== undefined && first >= total) return failed(statuses.rangeInvalid)
  const data = attachment.content.subarray(first, last + 1)
  const where =
    range === undefined ? [] : [tag('Range', `${first}-${first + data.length - 1}`), tag('Total', String(total))]
  if (call.acceptMultiPart) parts.push(data)
  const content = call.acceptMultiPart ? tag('Part', String(parts.length)) : tag('Data', data.toString('base64'))
  const type = tagsOf('AirSyncBase')('ContentType', attachment.contentType)
  return tag('Fetch', tag('Status', statuses.success), name, tag('Properties', ...where, type, content))
}

/** `0-99`; undefined for what is none. */
function readRange(text: string): [first: number, last: number] | undefined {
  const match = /^(\d{1,12})-(\d{1,12})$/.exec(text)
  const [first, last] = [Number(match?.[1]), Number(match?.[2])]
  return match === null || last < first ? undefined : [first, last]
}

/** The attachment of `5:290:0`. */
export function attachmentAt(call: ActiveSyncCall, reference: string): Attachment | undefined {
  const match = /^(.+):(\d{1,4})$/.exec(reference)
  return itemAt(call, match?.[1])?.item.attachments[Number(match?.[2] ?? Number.NaN)]
}

function emptyFolder(call: ActiveSyncCall, given: WbxmlElement): WbxmlElement {
  const { state, mailbox } = call
  const id = textOf(given, 'AirSync', 'CollectionId') ?? ''
  const folder = state.hierarchy.folderOf(id, mailbox)
  const answer = (status: string): WbxmlElement =>
    tag('EmptyFolderContents', tag('Status', status), air('CollectionId', id))
  if (folder === undefined) return answer(statuses.notFound)
  const options = childOf(given, page, 'Options')
  const below = isTrue(childOf(options, page, 'DeleteSubFolders'), textOf(options, page, 'DeleteSubFolders'))
  empty(call, folder, below)
  return answer(statuses.success)
}

function empty({ mailbox }: ActiveSyncCall, folder: Folder, below: boolean): void {
  for (const item of mailbox.items(folder)) mailbox.delete(item)
  if (!below) return
  for (const child of mailbox.childrenOf(folder)) if (child.name === undefined) mailbox.deleteFolder(child)
}
