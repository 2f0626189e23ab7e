// The body of an item in the form that a device takes ([MS-ASAIRS] 2.2.2.9; before 12.0 [MS-ASEMAIL] Body).
//
//   MIME wanted and allowed ─▶ 4 · the item's own form ─▶ 1 or 2 · another form that is wanted ─▶ made from it

import { tagsOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { htmlOfText, plainText } from '../../../mailbox/body-text.ts'
import type { Item } from '../../../mailbox/item.ts'
import { writeMime } from '../../../mailbox/mime/write-mime.ts'
import type { BodyPreference, SyncOptions } from '../sync/options.ts'
import { clean, firstBytes } from './values.ts'

const base = tagsOf('AirSyncBase')

/** The elements that say what the body is: Body, and NativeBodyType. */
export async function bodyElements(item: Item, options: SyncOptions): Promise<WbxmlElement[]> {
  const native = item.body.type === 'html' ? 2 : 1
  const nativeType = base('NativeBodyType', String(native))
  const wanted = order(item, options)
  for (const preference of wanted) {
    const content = preference.type === 4 ? await mimeText(item) : textIn(item, preference.type)
    const limit = limitOf(preference, options)
    const size = Buffer.byteLength(content)
    const cut = limit !== undefined && size > limit
    if (cut && preference.allOrNone) continue
    const data = cut ? firstBytes(content, limit) : content
    const body = base(
      'Body',
      base('Type', String(preference.type)),
      base('EstimatedDataSize', String(size)),
      ...(cut ? [base('Truncated', '1')] : []),
      ...(data === '' ? [] : [base('Data', data)]),
      ...(preference.preview === undefined || preference.preview === 0 || preference.type === 4
        ? []
        : [base('Preview', clean(plainText(item)).slice(0, preference.preview))]),
    )
    return [body, nativeType]
  }
  // Nothing that the device takes fits: how much there is, and none of it.
  const size = Buffer.byteLength(textIn(item, native))
  const truncated = size === 0 ? [] : [base('Truncated', '1')]
  const type = wanted[0]?.type ?? native
  return [base('Body', base('Type', String(type)), base('EstimatedDataSize', String(size)), ...truncated), nativeType]
}

/** The body before 12.0: plain text in elements of the Email page, or of the item's own. */
export function oldBodyElements(
  item: Item,
  { truncation }: SyncOptions,
  page: 'Email' | 'Calendar' | 'Contacts' | 'Tasks',
): WbxmlElement[] {
  const tag = tagsOf(page)
  const text = clean(plainText(item))
  const size = Buffer.byteLength(text)
  const cut = truncation !== undefined && size > truncation
  return [
    ...(page === 'Calendar' ? [] : [tag('BodySize', String(size))]),
    tag('BodyTruncated', cut ? '1' : '0'),
    ...(text === '' ? [] : [tag('Body', cut ? firstBytes(text, truncation) : text)]),
  ]
}

/** The preferences to try, best first. */
function order(item: Item, { bodies, mimeSupport }: SyncOptions): BodyPreference[] {
  const mime = bodies.filter(({ type }) => type === 4 && item.kind === 'message' && mimeSupport === 2)
  const native = item.body.type === 'html' ? 2 : 1
  const own = bodies.filter(({ type }) => type === native)
  const other = bodies.filter(({ type }) => type !== native && (type === 1 || type === 2))
  return [...mime, ...own, ...other]
}

function limitOf({ type, truncationSize }: BodyPreference, { mimeTruncation }: SyncOptions): number | undefined {
  if (type !== 4 || mimeTruncation === undefined) return truncationSize
  return Math.min(mimeTruncation, truncationSize ?? Number.POSITIVE_INFINITY)
}

function textIn(item: Item, type: number): string {
  if (type === 1) return clean(plainText(item))
  if (item.body.type === 'html') return clean(item.body.content)
  return clean(`<html><body>${htmlOfText(item.body.content)}</body></html>`)
}

/** MIME as text: what is 8-bit and not UTF-8 in it is read as Latin-1, as WBXML's strings are UTF-8. */
async function mimeText(item: Item): Promise<string> {
  if (item.kind !== 'message') return ''
  const bytes = await writeMime(item)
  const text = bytes.toString('utf8')
  return clean(text.includes('\ufffd') ? bytes.toString('latin1') : text)
}
