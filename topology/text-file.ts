import { readFileSync } from 'node:fs'
import { failure } from '../base/errors.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the name and the folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder; name a file in it',
  EACCES: 'this user may not read it; change its permissions',
  EPERM: 'this user may not read it; change its permissions',
}

/**
 * The text of a file in UTF-8, or in UTF-16 with a byte order mark, as Windows PowerShell writes it.
 * @throws BH_ERR_FILE_UNREADABLE
 */
export function readTextFile(file: string): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw failure('BH_ERR_FILE_UNREADABLE', { file, reason: reasons[code] ?? String(error) }, error)
  }
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch (error) {
    throw failure('BH_ERR_FILE_UNREADABLE', { file, reason: 'it is not text; save it as UTF-8' }, error)
  }
}

function encodingOf(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return 'utf-8'
}
