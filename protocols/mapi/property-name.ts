import type { ByteReader } from '../byte-reader.ts'
import type { ByteWriter } from '../byte-writer.ts'
import { uuidFromBytes, uuidToBytes } from '../dcerpc/uuid.ts'

/** The name of a property ([MS-OXCDATA] 2.6.1): a number or a text within a set. `none` stands for one without a name. */
export type PropertyName =
  | { readonly kind: 'number'; readonly set: string; readonly number: number }
  | { readonly kind: 'text'; readonly set: string; readonly text: string }
  | { readonly kind: 'none'; readonly set: string }

/** @throws ProtocolSyntaxError */
export function readPropertyName(reader: ByteReader): PropertyName {
  const kind = reader.u8('the kind of a name')
  const set = uuidFromBytes(reader.take(16, 'the set of a name'))
  if (kind === 0x00) return { kind: 'number', set, number: reader.u32('the number of a name') }
  if (kind === 0xff) return { kind: 'none', set }
  if (kind !== 0x01) throw reader.error(`${kind} is no kind of a name`)
  const bytes = reader.take(reader.u8('the length of a name'), 'a name')
  return { kind: 'text', set, text: bytes.toString('utf16le').replace(/\0$/, '') }
}

/** The counterpart. */
export function writePropertyName(writer: ByteWriter, name: PropertyName): void {
  writer.u8(name.kind === 'number' ? 0 : name.kind === 'text' ? 1 : 0xff).put(uuidToBytes(name.set))
  if (name.kind === 'number') writer.u32(name.number)
  if (name.kind === 'text') {
    const bytes = Buffer.from(`${name.text}\0`, 'utf16le')
    writer.u8(bytes.length).put(bytes)
  }
}
