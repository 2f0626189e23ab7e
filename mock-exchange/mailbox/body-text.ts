// What a body says in the form that it was not written in.

import { escapeMarkup } from '../../base/escape-markup.ts'
import { lookupTable } from '../../base/lookup-table.ts'
import type { Body } from './item.ts'

/** The plain text of an item: as given beside the HTML, or the HTML without its markup. */
export function plainText({ body }: { readonly body: Body }): string {
  if (body.type === 'text') return body.content
  return body.plain ?? textOfHtml(body.content)
}

/**
 * HTML made readable as text; enough for previews and for clients that ask for text. It comes from anywhere: each character is
 * gone over a fixed number of times.
 */
export function textOfHtml(html: string): string {
  const parts: string[] = []
  const withoutEnd = new Set<string>()
  let at = 0
  for (;;) {
    const open = html.indexOf('<', at)
    const close = open < 0 ? -1 : html.indexOf('>', open)
    parts.push(html.slice(at, close < 0 ? undefined : open))
    if (close < 0) break
    const tag = html.slice(open, close + 1)
    if (lineEnd.test(tag)) parts.push('\n')
    at = endOfSilent(html, open, tag, withoutEnd) ?? close + 1
  }
  return parts
    .join('')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .trim()
}

/** Tags after which a line ends. */
const lineEnd = /^<(?:br\s*\/?|\/(?:p|div|tr|li|h[1-6])\s*)>$/i
/** Elements whose text is not for people. */
const silent = /^<(script|style|head)\b/i
const silentEnds = lookupTable<RegExp>({
  script: /<\/script\s*>/gi,
  style: /<\/style\s*>/gi,
  head: /<\/head\s*>/gi,
})

/**
 * Where an element that is not for people is over; undefined for a tag of any other, and for one without an end.
 * @param withoutEnd names of elements that do not end any more, so that nobody looks a second time
 */
function endOfSilent(html: string, from: number, tag: string, withoutEnd: Set<string>): number | undefined {
  const name = silent.exec(tag)?.[1]?.toLowerCase() ?? ''
  const end = silentEnds[name]
  if (end === undefined || withoutEnd.has(name)) return undefined
  end.lastIndex = from
  const found = end.exec(html) !== null
  if (!found) withoutEnd.add(name)
  return found ? end.lastIndex : undefined
}

/** Plain text as HTML that looks the same: what stands between the tags of a body. */
export function htmlOfText(text: string): string {
  return escapeMarkup(text).replace(/\r?\n/g, '<br>\r\n')
}
