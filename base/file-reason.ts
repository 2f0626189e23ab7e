// Why a file could not be read or written, in words and with the way out: for the {reason} of an error's sentence.

interface Words {
  readonly read: string
  readonly write: string
}

const both = (words: string): Words => ({ read: words, write: words })

const denied: Words = {
  read: 'this user may not read it; change its permissions',
  write: 'this user may not write there; change the permissions, or name another place',
}
const notFolder = both('a part of its path is a file, not a folder')
const full = both('the disk is full; make room, or name another place')
const tooManyOpen = both('too many files are open; close some, or raise the limit (ulimit -n)')

/** By the error codes of the system (errno(3)). */
const wordsByCode: Readonly<Record<string, Words>> = {
  ENOENT: {
    read: 'there is no such file; check the name and the folder',
    write: 'its folder does not exist; make it, or name another place',
  },
  ENOTDIR: notFolder,
  EISDIR: both('it is a folder; name a file in it'),
  EACCES: denied,
  EPERM: denied,
  EEXIST: both('it exists already; remove it, or name another'),
  EROFS: both('its disk is read-only; name another place'),
  ENOSPC: full,
  EDQUOT: full,
  EMFILE: tooManyOpen,
  ENFILE: tooManyOpen,
  ENAMETOOLONG: both('its name is too long; choose a shorter one'),
  ELOOP: both('its symbolic links lead in a circle; name the file itself'),
  EBUSY: both('another program has it locked; close that program'),
}

/** What an operation on a file failed with, in words; what the system said where there are none. */
export function fileReason(error: unknown, doing: 'read' | 'write'): string {
  if (!(error instanceof Error)) return String(error)
  const code = String(Reflect.get(error, 'code'))
  // A recursive mkdir says so when a file stands where the folder is to be.
  const words = code === 'EEXIST' && Reflect.get(error, 'syscall') === 'mkdir' ? notFolder : wordsByCode[code]
  return words?.[doing] ?? error.message
}
