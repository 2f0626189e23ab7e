// Carries out the ROPs of one buffer, in their order ([MS-OXCROPS] 3.2.5.1).
//
//   ROPs and handles ──▶ each: read whole ─▶ run ─▶ answer, as long as there is room ──▶ notifications ──▶ answers and handles

import { ByteReader } from '../../protocols/byte-reader.ts'
import { ByteWriter } from '../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import { longestPayload } from '../../protocols/mapi/extended-buffer.ts'
import { decodeRopBuffer, encodeRopBuffer } from '../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../protocols/mapi/rop-ids.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { MailboxError } from '../mailbox/errors.ts'
import { AnswerTooLarge, MapiErrorWithFields, type Rop, RopCall } from './rop.ts'
import { findRop } from './rops/index.ts'
import type { RopSession } from './session.ts'

/** Handles that a buffer may name: an index is one byte. */
const mostHandles = 256
/** Bytes of RopBufferTooSmall without the requests that it gives back. */
const tooSmallHead = 3
/** Bytes of a RopPending. */
const pendingLength = 3

/**
 * @param payload one extended buffer's, plain
 * @param room bytes that the answer may have, its handles included
 * @throws MapiError rpcFormat when the buffer cannot be taken apart, bufferTooSmall when nothing fits
 */
export function executeRops(session: RopSession, payload: Uint8Array, room: number): Buffer {
  const { rops, handles: given } = readable(() => decodeRopBuffer(payload))
  if (given.length > mostHandles) throw new MapiError(mapiErrors.rpcFormat, 'a buffer has 256 handles at most')
  const handles = [...given]
  const left = Math.min(room, longestPayload) - 2 - 4 * handles.length
  if (left < tooSmallHead) throw new MapiError(mapiErrors.bufferTooSmall)
  const reader = new ByteReader('MAPI', rops)
  const answers = new ByteWriter()
  while (reader.left > 0) {
    const start = reader.at
    const id = reader.u8('the id of a ROP')
    const rop = findRop(id)
    // Nobody can tell where a ROP ends that is not known, nor where the next begins.
    if (rop === undefined) throw new MapiError(mapiErrors.rpcFormat, `there is no ROP 0x${id.toString(16)}`)
    const head = readable(() => ({ logonId: reader.u8('the log-on id'), index: reader.u8('a handle index') }))
    const request = readable(() => rop.read(reader))
    // What is not done yet may have to be given back with the answer, so room for that is kept.
    const kept = reader.left === 0 ? 0 : tooSmallHead + reader.left
    const call = new RopCall(session, head, handles, left - kept - answers.length)
    const answer = run(rop, id, request, call)
    if (answer === undefined || answers.length + answer.length > left - kept) {
      return encodeRopBuffer({ rops: tooSmall(answers, rops.subarray(start), left), handles })
    }
    answers.put(answer)
  }
  for (const notification of session.takePending(left - answers.length - pendingLength)) answers.put(notification)
  // The session's number is only a hint for servers with several sessions on a connection.
  if (session.hasPending && left - answers.length >= pendingLength) answers.u8(ropIds.pending).u16(0)
  return encodeRopBuffer({ rops: answers.end(), handles })
}

function readable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) throw new MapiError(mapiErrors.rpcFormat, error.message)
    throw error
  }
}

/** The answer of one ROP; undefined when it does not fit. */
function run(rop: Rop, id: number, request: unknown, call: RopCall): Buffer | undefined {
  const head = (code: number): ByteWriter =>
    new ByteWriter()
      .u8(id)
      .u8(rop.answerIndex?.(request) ?? call.index)
      .u32(code)
  const fields = new ByteWriter()
  try {
    rop.run(request, call, fields)
    return rop.silent ? Buffer.alloc(0) : head(mapiErrors.success).put(fields.end()).end()
  } catch (error) {
    if (error instanceof AnswerTooLarge) return undefined
    if (error instanceof MapiErrorWithFields) return head(error.code).put(error.fields).end()
    if (error instanceof MapiError) return head(error.code).end()
    if (error instanceof MailboxError) return head(codeOf(error)).end()
    throw error
  }
}

const refusals: Readonly<Record<MailboxError['refusal'], number>> = {
  'folder-exists': mapiErrors.collision,
  'folder-not-found': mapiErrors.notFound,
  'default-folder': mapiErrors.accessDenied,
  'folder-cycle': mapiErrors.folderCycle,
  'item-not-found': mapiErrors.objectDeleted,
  'quota-exceeded': mapiErrors.quotaExceeded,
  'mime-invalid': mapiErrors.invalidParameter,
}

const codeOf = ({ refusal }: MailboxError): number => refusals[refusal]

/** What was answered until now, and RopBufferTooSmall with the requests that were not done ([MS-OXCROPS] 2.2.15.1). */
function tooSmall(answers: ByteWriter, unread: Buffer, left: number): Buffer {
  // Only the first ROP finds no room kept for it: then the whole call has to be made again, with a larger buffer.
  if (answers.length + tooSmallHead + unread.length > left) throw new MapiError(mapiErrors.bufferTooSmall)
  return new ByteWriter().put(answers.end()).u8(ropIds.bufferTooSmall).u16(longestPayload).put(unread).end()
}
