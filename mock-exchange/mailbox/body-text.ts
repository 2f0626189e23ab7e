// What a body says in the form that it was not written in.

import { escapeMarkup } from '../../base/escape-markup.ts'
import type { Body } from './item.ts'

/** The plain text of an item: as given beside the HTML, or the HTML without its markup. */
export function plainText({ body }: { readonly body: Body }): string {
  if (body.type === 'text') return body.content
  return body.plain ?? textOfHtml(body.content)
}

/** HTML made readable as text; enough for previews and for clients that ask for text. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<br\s*\/?>|<\/(p|div|tr|li|h[1-6])\s*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim()
}

/** Plain text as HTML that looks the same: what stands between the tags of a body. */
export function htmlOfText(text: string): string {
  return escapeMarkup(text).replace(/\r?\n/g, '<br>\r\n')
}
