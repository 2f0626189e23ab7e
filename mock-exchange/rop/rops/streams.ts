// Properties as streams ([MS-OXCPRPT] 2.2.14 to 2.2.21).

import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { propertyTypes, typeOf } from '../../../protocols/mapi/property-types.ts'
import type { MapiValue } from '../../../protocols/mapi/property-values.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { StreamObject } from '../objects/stream.ts'
import type { ServerObject } from '../objects/types.ts'
import { withAttachmentProperty } from '../properties/attachment-properties.ts'
import { propertiesOf } from '../property-source.ts'
import { defineRop, noFields } from '../rop.ts'

interface OpenStreamRequest {
  readonly output: number
  readonly tag: number
  readonly mode: number
}

/** How a stream is opened ([MS-OXCPRPT] 2.2.14.1). */
const modes = { read: 0, readWrite: 1, create: 2 } as const

export const openStream = defineRop<OpenStreamRequest>({
  id: ropIds.openStream,
  answerIndex: ({ output }) => output,
  read: (reader) => ({
    output: reader.u8('the output index'),
    tag: reader.u32('the property'),
    mode: reader.u8('the open mode'),
  }),
  run({ output, tag, mode }, call, answer) {
    const object = call.objectAt(call.index)
    if (mode > modes.create) throw new MapiError(mapiErrors.invalidParameter)
    const value = mode === modes.create ? undefined : propertiesOf(object).get(tag)?.value
    if (value === undefined && mode === modes.read) throw new MapiError(mapiErrors.notFound)
    const save = mode === modes.read ? undefined : (bytes: Buffer): void => keep(object, tag, bytes)
    const stream = new StreamObject(call.logon(), bytesOf(tag, value), save)
    call.output(output, stream)
    answer.u32(stream.length)
  },
})

/** @throws MapiError notSupported for types that are no streams */
function bytesOf(tag: number, value: MapiValue): Buffer {
  const type = typeOf(tag)
  if (type === propertyTypes.binary) return Buffer.isBuffer(value) ? Buffer.from(value) : Buffer.alloc(0)
  if (type === propertyTypes.string) return Buffer.from(String(value ?? ''), 'utf16le')
  if (type === propertyTypes.string8) return Buffer.from(String(value ?? ''), 'latin1')
  throw new MapiError(mapiErrors.notSupported)
}

/** Makes the bytes a property's value. @throws MapiError accessDenied for objects that take none */
function keep(object: ServerObject, tag: number, bytes: Buffer): void {
  const type = typeOf(tag)
  const value =
    type === propertyTypes.binary
      ? bytes
      : bytes.toString(type === propertyTypes.string ? 'utf16le' : 'latin1').replace(/\0+$/, '')
  if (object.kind === 'message' || object.kind === 'embedded') object.set({ tag, value })
  else if (object.kind === 'attachment') object.attachment = withAttachmentProperty(object.attachment, tag, value)
  else throw new MapiError(mapiErrors.accessDenied)
}

/** A count that says: see the next field ([MS-OXCPRPT] 2.2.15.1). */
const seeMaximum = 0xbabe
/** Bytes of the answer before the data: RopId, index, return value, size. */
const headLength = 8

export const readStream = defineRop<number>({
  id: ropIds.readStream,
  read(reader) {
    const count = reader.u16('the count of bytes')
    return count === seeMaximum ? reader.u32('the maximum of bytes') : count
  },
  run(count, call, answer) {
    const bytes = call.input('stream').read(Math.min(count, Math.max(call.room - headLength, 0)))
    answer.u16(bytes.length).put(bytes)
  },
})

export const writeStream = defineRop<Buffer>({
  id: ropIds.writeStream,
  read: (reader) => reader.take(reader.u16('the size of the data'), 'the data'),
  run(bytes, call, answer) {
    call.input('stream').write(bytes)
    answer.u16(bytes.length)
  },
})

interface SeekStreamRequest {
  readonly origin: number
  readonly offset: bigint
}

export const seekStream = defineRop<SeekStreamRequest>({
  id: ropIds.seekStream,
  read: (reader) => ({ origin: reader.u8('the origin'), offset: BigInt.asIntN(64, reader.u64('the offset')) }),
  run({ origin, offset }, call, answer) {
    answer.u64(BigInt(call.input('stream').seek(origin, Number(offset))))
  },
})

export const setStreamSize = defineRop<bigint>({
  id: ropIds.setStreamSize,
  read: (reader) => reader.u64('the size'),
  run: (size, call) => call.input('stream').resize(Number(size)),
})

export const getStreamSize = defineRop({
  id: ropIds.getStreamSize,
  read: noFields,
  run: (_request, call, answer) => void answer.u32(call.input('stream').length),
})

export const commitStream = defineRop({
  id: ropIds.commitStream,
  read: noFields,
  run: (_request, call) => call.input('stream').commit(),
})
