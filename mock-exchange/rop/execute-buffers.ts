// ROPs in their extended buffers, as Execute and EcDoRpcExt2 carry them.

import { MapiError, mapiErrors } from '../../protocols/mapi/error-codes.ts'
import { readExtendedBuffers, writeExtendedBuffers } from '../../protocols/mapi/extended-buffer.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { executeRops } from './execute.ts'
import type { RopSession } from './session.ts'

/** Bytes that a ROP buffer may have on the way in ([MS-OXCRPC] 3.1.4.2: cbIn). */
const longestInput = 0x4_0000
/** Bytes of an extended buffer's header. */
const headerLength = 8

/**
 * Carries out the ROPs of all buffers.
 * @param room bytes that the answer may have
 * @throws MapiError for the error code of the whole call
 */
export function executeBuffers(session: RopSession, input: Uint8Array, room: number): Buffer {
  if (input.length > longestInput) throw new MapiError(mapiErrors.rpcFormat, 'the ROP buffer is too long')
  let left = room
  const answers = payloadsOf(input).map((payload) => {
    const answer = executeRops(session, payload, left - headerLength)
    left -= headerLength + answer.length
    return answer
  })
  return writeExtendedBuffers(answers)
}

function payloadsOf(input: Uint8Array): readonly Buffer[] {
  try {
    return readExtendedBuffers(input)
  } catch (error) {
    if (error instanceof ProtocolSyntaxError) throw new MapiError(mapiErrors.rpcFormat, error.message)
    throw error
  }
}
