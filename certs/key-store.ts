// Private keys (and the certificates made with them) kept between runs, one file each, in the user's cache directory:
//
//   key('certificate mail')  ->  memory  ->  <directory>/certificate_mail-3f2a….pem  ->  made natively, then written
//
// A cache and nothing more: what is missing, broken or cannot be written is made anew, and no lab fails for it.

import { createHash, createPrivateKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { cacheDirectory } from './cache-directory.ts'

const generate = promisify(generateKeyPair)

/** Bits of an RSA key: the least that authorities may sign (CA/Browser Forum baseline requirements 6.1.5). */
const bits = 2048

/** An RSA private key: as PEM (PKCS#8) and ready for use. */
interface PrivateKey {
  readonly pem: string
  readonly object: KeyObject
}

/** Where private keys and certificates come from: kept ones where there are any, else new ones. */
export interface KeyStore {
  /** The key of a slot: the same at each call and, by the cache, in each run. Without a slot a new key, kept nowhere. */
  key(slot?: string): Promise<PrivateKey>
  /** A text kept under an id, as long as it `fits`; else made anew. For certificates: what leads to them is the id. */
  keep(id: string, fits: (text: string) => boolean, make: () => Promise<string>): Promise<string>
}

/** Where a key store keeps what it made. */
export interface KeyStoreOptions {
  /** Where the files are; the user's cache directory when absent. */
  readonly directory?: string
}

/**
 * A store of keys. One per process is best, since calls for the same slot wait for one generation. Processes and stores
 * that share a directory do not disturb one another: files appear whole (written beside, then renamed), with mode 0600.
 */
export function createKeyStore({ directory }: KeyStoreOptions = {}): KeyStore {
  const root = directory ?? cacheDirectory()
  const folder = root === undefined ? undefined : join(root, 'keys')
  const underWay = new Map<string, Promise<unknown>>()

  /** What the file holds, if it is acceptable; else what is made now, and then kept. */
  async function kept(file: string, fits: (text: string) => boolean, make: () => Promise<string>): Promise<string> {
    const stored = folder === undefined ? undefined : await readOrNone(join(folder, file))
    if (stored !== undefined && fits(stored)) return stored
    const made = await make()
    if (folder !== undefined) await writeOrNot(folder, file, made)
    return made
  }

  /** One read or generation at a time for each file. */
  function once<T>(file: string, work: () => Promise<T>): Promise<T> {
    const running = underWay.get(file)
    // Only `key` and `keep` fill the map, under file names of their own, so the type is the one that went in.
    if (running !== undefined) return running as Promise<T>
    const started = work()
    underWay.set(file, started)
    started.catch(() => underWay.delete(file))
    return started
  }

  return {
    key(slot) {
      if (slot === undefined) return generateKey().then(parseKey)
      const file = fileName(slot, 'key')
      return once(file, async () => parseKey(await kept(file, isKey, generateKey)))
    },
    async keep(id, fits, make) {
      const file = fileName(id, 'crt')
      const text = await once(file, () => kept(file, fits, make))
      if (fits(text)) return text
      // It fitted once and has since run out.
      underWay.delete(file)
      return once(file, () => kept(file, fits, make))
    },
  }
}

async function generateKey(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: bits })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function parseKey(pem: string): PrivateKey {
  return { pem, object: createPrivateKey(pem) }
}

function isKey(pem: string): boolean {
  try {
    const { object } = parseKey(pem)
    return object.asymmetricKeyType === 'rsa' && object.asymmetricKeyDetails?.modulusLength === bits
  } catch {
    return false
  }
}

/** Readable where it can be, safe on every file system, and different for ids that differ. */
function fileName(id: string, ending: string): string {
  const readable = id
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '_')
    .slice(0, 40)
  return `${readable}-${createHash('sha256').update(id).digest('hex').slice(0, 16)}.${ending}`
}

async function readOrNone(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return undefined
  }
}

async function writeOrNot(folder: string, file: string, text: string): Promise<void> {
  const beside = join(folder, `${file}.${process.pid}-${randomBytes(6).toString('hex')}.new`)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeFile(beside, text, { mode: 0o600, flag: 'wx' })
    // The mode above passes through the umask; this one does not.
    await chmod(beside, 0o600)
    await rename(beside, join(folder, file))
  } catch {
    // A read-only home, or on Windows a file that another process is just reading: the next run makes it anew.
    await rm(beside, { force: true }).catch(() => undefined)
  }
}
