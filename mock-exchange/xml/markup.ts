// XML and HTML are written with one template tag: what stands in the template is markup, what is put into it is text.

import { escapeMarkup } from '../../base/escape-markup.ts'

/** Characters that XML 1.0 cannot hold at all (section 2.2), lone surrogates among them. */
const unspeakable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** A piece of XML or HTML that is fit to be put into another without escaping. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** What a template may hold: markup goes in as it is, text is escaped, `undefined` is nothing, a list is its parts. */
export type MarkupValue = Markup | string | number | boolean | undefined | readonly MarkupValue[]

/** Text as it may stand between tags and in quoted attributes. */
function escapeText(text: string): string {
  // Readers of XML turn a bare carriage return into a line feed.
  return escapeMarkup(text.replace(unspeakable, '')).replaceAll('\r', '&#13;')
}

/** Template tag for XML and HTML: ``markup`<t:DisplayName>${name}</t:DisplayName>` ``. */
export function markup(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  let text = strings[0] ?? ''
  for (const [index, value] of values.entries()) text += rendered(value) + (strings[index + 1] ?? '')
  return new Markup(text)
}

function rendered(value: MarkupValue): string {
  if (value === undefined) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') {
    // Added up rather than joined: long lists are copied once, when the whole is written, not at every level.
    let text = ''
    for (const part of value) text += rendered(part)
    return text
  }
  return escapeText(String(value))
}
