import { ByteReader } from '../byte-reader.ts'
import { type PageName, pageName, tagName } from './code-pages.ts'
import type { WbxmlContent, WbxmlElement } from './element.ts'

// Global tokens and bits of a tag byte (WBXML 1.3 sections 5.8.2 and 7.1).
const switchPage = 0x00
const end = 0x01
const inlineString = 0x03
const opaque = 0xc3
const hasContent = 0x40
const hasAttributes = 0x80

/** Deeper than any document of ActiveSync; a bound for hostile bytes. */
const deepest = 64

/**
 * Elements and texts of one document. A megabyte of bare tags would otherwise become a hundred megabytes of objects; the
 * largest answer of a Sync (512 items of some 30 elements) has a tenth of it.
 */
const mostNodes = 150_000

/** The largest opaque value or table that a document can announce: four digits of seven bits (2^28-1). */
const mostDigits = 4

interface DecodeOptions {
  /**
   * What becomes of a tag that its page does not have: kept as `#2b` (a client looking at a newer server), or an error (a
   * server, to which it is invalid WBXML). Kept when absent.
   */
  readonly unknownTags?: 'keep' | 'refuse'
}

interface Open {
  readonly page: PageName
  readonly tag: string
  readonly content: WbxmlContent[]
}

/**
 * The document element of an ActiveSync body.
 * @throws ProtocolSyntaxError when the bytes are not WBXML 1.3 in UTF-8 as ActiveSync writes it, and for documents beyond
 * the bounds of this file.
 */
export function decodeWbxml(bytes: Uint8Array, { unknownTags = 'keep' }: DecodeOptions = {}): WbxmlElement {
  const reader = new ByteReader('WBXML', bytes)
  if (reader.u8('the version') !== 0x03) throw reader.error('the version is not 1.3')
  multiByte(reader, 'the public identifier')
  if (multiByte(reader, 'the character set') !== 0x6a) throw reader.error('the character set is not UTF-8')
  if (multiByte(reader, 'the string table') !== 0) throw reader.error('a string table is not used by ActiveSync')

  const open: Open[] = []
  let page: PageName = 'AirSync'
  let root: WbxmlElement | undefined
  let nodes = 0
  const place = (content: WbxmlContent): void => {
    const parent = open.at(-1)
    if (parent) parent.content.push(content)
    else if (typeof content === 'string' || content instanceof Uint8Array) throw reader.error('text without an element')
    else root = content
  }

  while (root === undefined) {
    nodes += 1
    if (nodes > mostNodes) throw reader.error(`the document has more than ${mostNodes} parts`)
    const token = reader.u8('a tag')
    if (token === switchPage) {
      const number = reader.u8('a code page')
      const name = pageName(number)
      if (name === undefined) throw reader.error(`code page ${number} does not exist`)
      page = name
    } else if (token === end) {
      const closed = open.pop()
      if (closed === undefined) throw reader.error('an END without an element')
      place(closed)
    } else if (token === inlineString) {
      place(utf8(reader))
    } else if (token === opaque) {
      place(Buffer.from(reader.take(multiByte(reader, 'opaque data'), 'opaque data')))
    } else {
      const number = token & 0x3f
      if (number < 5 || (token & hasAttributes) !== 0) throw reader.error(`token ${token} is not used by ActiveSync`)
      const tag = tagName(page, number)
      if (unknownTags === 'refuse' && tag.startsWith('#')) throw reader.error(`code page ${page} has no tag ${tag}`)
      const element: Open = { page, tag, content: [] }
      if ((token & hasContent) === 0) place(element)
      else if (open.push(element) > deepest) throw reader.error(`elements are nested deeper than ${deepest}`)
    }
  }
  if (reader.left > 0) throw reader.error(`${reader.left} bytes follow the document`)
  return root
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function utf8(reader: ByteReader): string {
  const bytes = reader.untilNul('a string')
  try {
    return strictUtf8.decode(bytes)
  } catch {
    throw reader.error('a string is not UTF-8')
  }
}

function multiByte(reader: ByteReader, what: string): number {
  let value = 0
  for (let count = 0; count < mostDigits; count++) {
    const byte = reader.u8(what)
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return value
  }
  throw reader.error(`${what} is too large`)
}
