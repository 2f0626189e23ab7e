import { ByteWriter } from '../byte-writer.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'
import { pageNumber, tagToken } from './code-pages.ts'
import type { WbxmlElement } from './element.ts'

/** Version 1.3, unknown public identifier, UTF-8, no string table. */
const header = Buffer.from('03016a00', 'hex')

/**
 * The body of an ActiveSync request or answer. Code page 0 is in effect at the start.
 * @throws ProtocolSyntaxError for a tag that its code page does not have, and for text with a zero byte.
 */
export function encodeWbxml(root: WbxmlElement): Buffer {
  const writer = new ByteWriter().put(header)
  let page = 0

  const write = (element: WbxmlElement): void => {
    const token = tagToken(element.page, element.tag)
    if (token === undefined) {
      throw new ProtocolSyntaxError('WBXML', `code page ${element.page} has no tag ${element.tag}`)
    }
    const number = pageNumber(element.page)
    if (number !== page) writer.u8(0x00).u8(number)
    page = number
    if (element.content.length === 0) {
      writer.u8(token)
      return
    }
    writer.u8(token | 0x40)
    for (const content of element.content) {
      if (typeof content === 'string') writeString(writer, content)
      else if (content instanceof Uint8Array) writer.u8(0xc3).put(multiByte(content.length)).put(content)
      else write(content)
    }
    writer.u8(0x01)
  }

  write(root)
  return writer.end()
}

function writeString(writer: ByteWriter, text: string): void {
  if (text.includes('\0')) throw new ProtocolSyntaxError('WBXML', 'text cannot hold a zero byte')
  writer.u8(0x03).put(Buffer.from(text, 'utf8')).u8(0)
}

function multiByte(value: number): Buffer {
  const digits = [value & 0x7f]
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return Buffer.from(digits)
}
