import { type FileHandle, open } from 'node:fs/promises'
import { failure } from '../../base/errors.ts'
import { fileReason } from '../../base/file-reason.ts'
import type { Sink } from './sink.ts'

/** Who asked for what is not for everybody on the machine to read; the group may, for programs that ship logs. */
const mode = 0o640

/**
 * A file to append to, made when it is missing.
 * @throws BH_ERR_WRITE
 */
export async function fileSink(file: string): Promise<Sink> {
  let handle = await openToAppend(file)
  return {
    name: file,
    write: async (bytes) => (await handle.write(bytes)).bytesWritten,
    async reopen() {
      const next = await openToAppend(file)
      if (await isSame(handle, next)) {
        await next.close()
        return false
      }
      const before = handle
      handle = next
      await before.close()
      return true
    },
    close: () => handle.close(),
  }
}

async function openToAppend(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'a', mode)
  } catch (error) {
    throw failure('BH_ERR_WRITE', { file, reason: fileReason(error, 'write') }, error)
  }
}

async function isSame(one: FileHandle, other: FileHandle): Promise<boolean> {
  const [a, b] = await Promise.all([one.stat(), other.stat()])
  return a.dev === b.dev && a.ino === b.ino
}
