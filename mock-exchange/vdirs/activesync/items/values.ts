// How values are written in ActiveSync's documents ([MS-ASDTYPE]).

import type { Address } from '../../../mailbox/item.ts'

/** `2014-06-02T08:00:00.000Z` */
export function dateText(instant: number): string {
  return new Date(instant).toISOString()
}

/** `20140602T080000Z`, as calendars have it. */
export function compactDateText(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** Either form; undefined for what is none. */
export function readDate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const compact = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text)
  const iso = compact === null ? text : `${compact.slice(1, 4).join('-')}T${compact.slice(4, 7).join(':')}Z`
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/.test(iso)) return undefined
  const instant = Date.parse(iso)
  return Number.isNaN(instant) ? undefined : instant
}

/** Without the characters that XML and WBXML cannot carry. */
export function clean(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
}

/** `"Bob Builder" <bob@contoso.com>` */
export function addressText({ name, address }: Address): string {
  return `"${(name || address).replaceAll('"', "'")}" <${address}>`
}

/** `"Bob" <bob@contoso.com>`, `Bob <bob@contoso.com>` or `bob@contoso.com`. */
export function readAddress(text: string): Address {
  const match = /^([^<]*)<([^<>]+)>$/.exec(text.trim())
  const address = (match?.[2] ?? text).trim()
  const name = match?.[1]?.trim().replace(/^"|"$/g, '').trim()
  return { name: name || address, address }
}

/** The first bytes of a text in UTF-8, without half a character at the end. */
export function firstBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text)
  if (encoded.length <= bytes) return text
  let end = bytes
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return encoded.toString('utf8', 0, end)
}
