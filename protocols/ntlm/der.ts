// As much of DER (X.690) as SPNEGO needs: definite lengths, one-byte tags.

import { ByteReader } from '../byte-reader.ts'

/** A tag and what it holds. */
export interface DerElement {
  readonly tag: number
  readonly content: Buffer
}

/** @throws ProtocolSyntaxError when the length is indefinite, too long, or past the end. */
export function readDer(reader: ByteReader): DerElement {
  const tag = reader.u8('a DER tag')
  const first = reader.u8('a DER length')
  if (first < 0x80) return { tag, content: reader.take(first, 'a DER value') }
  const count = first & 0x7f
  if (count === 0 || count > 4) throw reader.error(`a DER length of ${count} bytes is not accepted`)
  return { tag, content: reader.take(reader.take(count, 'a DER length').readUIntBE(0, count), 'a DER value') }
}

/** The elements inside of a constructed value. @throws ProtocolSyntaxError */
export function readDerList(content: Buffer): readonly DerElement[] {
  const reader = new ByteReader('SPNEGO', content)
  const elements: DerElement[] = []
  while (reader.left > 0) elements.push(readDer(reader))
  return elements
}

/** One element around the contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents)
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const digits = length.subarray(length.findIndex((byte) => byte !== 0))
  return Buffer.concat([Buffer.of(tag, 0x80 | digits.length), digits, content])
}
