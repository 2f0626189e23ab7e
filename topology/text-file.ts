import { readFileSync } from 'node:fs'
import { decodeText } from '../base/decode-text.ts'
import { failure } from '../base/errors.ts'
import { fileReason } from '../base/file-reason.ts'

/**
 * The text of a file in UTF-8, or in UTF-16 with a byte order mark, as Windows PowerShell writes it.
 * @throws BH_ERR_FILE_UNREADABLE
 */
export function readTextFile(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw failure('BH_ERR_FILE_UNREADABLE', { file, reason: fileReason(error, 'read') }, error)
  }
  const text = decodeText(bytes)
  if (text === undefined) throw failure('BH_ERR_FILE_UNREADABLE', { file, reason: 'it is not text; save it as UTF-8' })
  return text
}
