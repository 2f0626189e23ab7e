// Changing properties ([MS-OXCPRPT] 2.2.5, 2.2.7). What an object does not take is told as a problem, one by one.

import { ByteReader } from '../../../protocols/byte-reader.ts'
import type { ByteWriter } from '../../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { tags } from '../../../protocols/mapi/property-tags.ts'
import { idOf } from '../../../protocols/mapi/property-types.ts'
import type { TaggedValue } from '../../../protocols/mapi/property-values.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { readTaggedValues, readTags } from '../../../protocols/mapi/tagged-values.ts'
import type { AttachmentObject, ServerObject } from '../objects/types.ts'
import { withAttachmentProperty } from '../properties/attachment-properties.ts'
import { embedded } from '../properties/exception-properties.ts'
import { defineRop, type Rop, type RopCall } from '../rop.ts'

interface Problem {
  readonly index: number
  readonly tag: number
  readonly code: number
}

function setter(id: number): Rop {
  return defineRop<readonly TaggedValue[]>({
    id,
    read(reader) {
      const bytes = reader.take(reader.u16('the size of the values'), 'the values')
      const inner = new ByteReader('MAPI', bytes)
      const values = readTaggedValues(inner, 'rop')
      if (inner.left > 0) throw inner.error(`${inner.left} bytes follow the values`)
      return values
    },
    run(values, call, answer) {
      const object = call.objectAt(call.index)
      writeProblems(
        answer,
        values.flatMap((value, index) => problem(index, value.tag, () => setProperty(object, value, call))),
      )
    },
  })
}

function deleter(id: number): Rop {
  return defineRop<readonly number[]>({
    id,
    read: (reader) => readTags(reader, 'rop'),
    run(wanted, call, answer) {
      const object = call.objectAt(call.index)
      writeProblems(
        answer,
        wanted.flatMap((tag, index) =>
          problem(index, tag, () => {
            if (object.kind !== 'message' && object.kind !== 'embedded') throw new MapiError(mapiErrors.accessDenied)
            object.delete(tag)
          }),
        ),
      )
    },
  })
}

/** The same without telling other servers of it, of which there are none for a private mailbox. */
export const setProperties: Rop = setter(ropIds.setProperties)
export const setPropertiesNoReplicate: Rop = setter(ropIds.setPropertiesNoReplicate)
export const deleteProperties: Rop = deleter(ropIds.deleteProperties)
export const deletePropertiesNoReplicate: Rop = deleter(ropIds.deletePropertiesNoReplicate)

function setProperty(object: ServerObject, value: TaggedValue, call: RopCall): void {
  switch (object.kind) {
    case 'message':
    case 'embedded':
      object.set(value)
      return
    case 'attachment':
      object.attachment = withAttachmentProperty(object.attachment, value.tag, value.value)
      object.exception = exceptionAfter(object, value)
      return
    case 'folder': {
      const { mailbox } = call.logon()
      const folder = mailbox.folderAt(object.counter)
      const id = idOf(value.tag)
      if (id === idOf(tags.displayName)) mailbox.updateFolder(folder, { displayName: String(value.value) })
      else if (id === idOf(tags.containerClass)) mailbox.updateFolder(folder, { containerClass: String(value.value) })
      else if (id !== idOf(tags.comment)) throw new MapiError(mapiErrors.computed)
      return
    }
    default:
      throw new MapiError(mapiErrors.accessDenied)
  }
}

/** An attachment becomes an exception of a series by its method, and tells which by the time that it replaces. */
function exceptionAfter({ exception }: AttachmentObject, { tag, value }: TaggedValue): AttachmentObject['exception'] {
  const before = exception ?? { original: undefined, change: undefined }
  if (tag === tags.attachMethod && value === embedded) return before
  return tag === tags.exceptionReplaceTime && typeof value === 'number' ? { ...before, original: value } : exception
}

function problem(index: number, tag: number, change: () => void): Problem[] {
  try {
    change()
    return []
  } catch (error) {
    if (error instanceof MapiError) return [{ index, tag, code: error.code }]
    throw error
  }
}

function writeProblems(answer: ByteWriter, problems: readonly Problem[]): void {
  answer.u16(problems.length)
  for (const { index, tag, code } of problems) answer.u16(index).u32(tag).u32(code)
}
