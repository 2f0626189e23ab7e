// Bodies: one text, in the form that the client wants.

import { htmlOfText, plainText } from '../../mailbox/body-text.ts'
import type { Body, Item } from '../../mailbox/item.ts'
import { attributeOf, type Element } from '../../xml/document.ts'
import { type Markup, markup } from '../../xml/markup.ts'
import type { Scope } from './fields/field.ts'

/** A text as it goes out. */
export interface WrittenBody {
  readonly type: 'HTML' | 'Text'
  readonly content: string
  readonly truncated: boolean
}

/** The body of an item in the wanted type, no longer than wanted. */
export function writtenBody(
  item: Item,
  { bodyType, longestBody }: Pick<Scope, 'bodyType' | 'longestBody'>,
): WrittenBody {
  const { body } = item
  const wanted = bodyType === 'best' ? body.type : bodyType
  const content = wanted === 'text' ? plainText(item) : body.type === 'html' ? body.content : htmlOf(body.content)
  const truncated = longestBody > 0 && content.length > longestBody
  const type = wanted === 'text' ? 'Text' : 'HTML'
  return { type, content: truncated ? content.slice(0, longestBody) : content, truncated }
}

/** `t:Body` or one of its kin. */
export function bodyElement(element: string, { type, content, truncated }: WrittenBody): Markup {
  const cut = truncated ? markup` IsTruncated="true"` : undefined
  return markup`<t:${element} BodyType="${type}"${cut}>${content}</t:${element}>`
}

/** What `t:Body` says; a removed one is empty. */
export function readBody(element: Element | undefined, before: Body): { readonly body: Body } {
  if (element === undefined) return { body: { type: before.type, content: '' } }
  const type = attributeOf(element, 'BodyType') === 'HTML' ? 'html' : 'text'
  return { body: { type, content: element.textContent } }
}

/** The beginning of the text, in one line of at most 255 characters (item:Preview). */
export function previewOf(item: Item): string {
  return plainText(item).slice(0, 1_024).replace(/\s+/g, ' ').trim().slice(0, 255)
}

function htmlOf(text: string): string {
  return `<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><div class="PlainText">${htmlOfText(text)}</div></body></html>`
}
