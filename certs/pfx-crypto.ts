// How PKCS#12 turns a passphrase into keys, and what it encrypts with them. All of it native, but for RC2, which the
// OpenSSL inside Node no longer has: that is forge's.

import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import type { Asn1, Asn1Tools } from './asn1.ts'
import type { Forge } from './forge.ts'
import { algorithmName, ciphers, hmacs, oids } from './pfx-oids.ts'

/** The file asks for an algorithm that is not here; the message is its name. */
export class UnknownAlgorithm extends Error {
  override readonly name = 'UnknownAlgorithm'
}

/** The bytes do not decrypt: the passphrase is another one. */
export class WrongPassphrase extends Error {
  override readonly name = 'WrongPassphrase'
}

/** More rounds than any program writes; a file that asks for more only wants to keep the processor busy. */
const maximumRounds = 5_000_000

/** A passphrase in both forms: two bytes a character with an end mark (RFC 7292 B.1), and UTF-8 for PBKDF2. */
export interface Passphrase {
  readonly wide: Buffer
  readonly utf8: Buffer
}

/** The forms of a passphrase. For none and for an empty one programs differ in the end mark, so both are to be tried. */
export function passphraseForms(passphrase: string | undefined): readonly Passphrase[] {
  const utf8 = Buffer.from(passphrase ?? '', 'utf8')
  const wide = Buffer.from(`${passphrase ?? ''}\0`, 'utf16le').swap16()
  const forms = [{ wide, utf8 }]
  return passphrase === undefined || passphrase === '' ? [...forms, { wide: Buffer.alloc(0), utf8 }] : forms
}

/** What `deriveBytes` makes: RFC 7292 B.3. */
const purpose = { key: 1, iv: 2, mac: 3 } as const

/** The key derivation of PKCS#12, RFC 7292 appendix B.2; `length` in bytes. @throws UnknownAlgorithm for absurd rounds */
export function deriveBytes(
  digest: string,
  use: keyof typeof purpose,
  passphrase: Passphrase,
  salt: Buffer,
  rounds: number,
  length: number,
): Buffer {
  checkRounds(rounds)
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64
  const diversifier = Buffer.alloc(block, purpose[use])
  const input = Buffer.concat([fillBlocks(salt, block), fillBlocks(passphrase.wide, block)])
  const made: Buffer[] = []
  for (let have = 0; have < length; ) {
    let hash = createHash(digest).update(diversifier).update(input).digest()
    for (let round = 1; round < rounds; round += 1) hash = createHash(digest).update(hash).digest()
    made.push(hash)
    have += hash.length
    addToBlocks(input, fillBlocks(hash, block).subarray(0, block))
  }
  return Buffer.concat(made).subarray(0, length)
}

/** Repeats the bytes until whole blocks are full; nothing stays nothing. */
function fillBlocks(bytes: Buffer, block: number): Buffer {
  return Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes)
}

/** To each block of the input the number in `addend`, and one, modulo the block's size. */
function addToBlocks(input: Buffer, addend: Buffer): void {
  const block = addend.length
  for (let start = 0; start < input.length; start += block) {
    let carry = 1
    for (let index = block - 1; index >= 0; index -= 1) {
      carry += (input[start + index] ?? 0) + (addend[index] ?? 0)
      input[start + index] = carry & 0xff
      carry >>= 8
    }
  }
}

/**
 * Decrypts what an AlgorithmIdentifier says it is encrypted with.
 * @throws UnknownAlgorithm, WrongPassphrase, Asn1ShapeError
 */
export function decrypt(
  forge: Forge,
  asn1: Asn1Tools,
  algorithm: Asn1 | undefined,
  passphrase: Passphrase,
  data: Buffer,
): Buffer {
  const [identifier, parameters] = asn1.parts(algorithm)
  const oid = asn1.oid(identifier)
  if (oid === oids.pbes2) {
    const { cipher, key, iv } = pbes2(asn1, parameters, passphrase)
    return decipher(cipher, key, iv, data)
  }
  const old = oldCiphers[oid]
  if (old === undefined) throw new UnknownAlgorithm(algorithmName(oid))
  const [salt, rounds] = asn1.parts(parameters)
  const derive = (use: 'key' | 'iv', length: number) =>
    deriveBytes('sha1', use, passphrase, asn1.octets(salt), asn1.integer(rounds), length)
  return old.decipher(forge, derive('key', old.keyLength), derive('iv', 8), data)
}

interface OldCipher {
  readonly keyLength: number
  readonly decipher: (forge: Forge, key: Buffer, iv: Buffer, data: Buffer) => Buffer
}

/** The ciphers of RFC 7292 appendix C. */
const oldCiphers: Readonly<Record<string, OldCipher>> = {
  [oids.tripleDes]: { keyLength: 24, decipher: (_, key, iv, data) => decipher('des-ede3-cbc', key, iv, data) },
  '1.2.840.113549.1.12.1.4': {
    keyLength: 16,
    // Two keys are three of which the last is the first.
    decipher: (_, key, iv, data) => decipher('des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)]), iv, data),
  },
  '1.2.840.113549.1.12.1.5': { keyLength: 16, decipher: (forge, ...rest) => decipherRc2(forge, 128, ...rest) },
  '1.2.840.113549.1.12.1.6': { keyLength: 5, decipher: (forge, ...rest) => decipherRc2(forge, 40, ...rest) },
}

function pbes2(asn1: Asn1Tools, parameters: Asn1 | undefined, { utf8 }: Passphrase) {
  const [derivation, encryption] = asn1.parts(parameters)
  const [derivationOid, derivationParameters] = asn1.parts(derivation)
  if (asn1.oid(derivationOid) !== oids.pbkdf2) throw new UnknownAlgorithm(algorithmName(asn1.oid(derivationOid)))
  // PBKDF2-params: salt, rounds, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1; the prf alone is a SEQUENCE.
  const [salt, rounds, ...optional] = asn1.parts(derivationParameters)
  const prf = optional.find((part) => Array.isArray(part.value))
  const prfOid = prf === undefined ? '1.2.840.113549.2.7' : asn1.oid(asn1.parts(prf)[0])
  const digest = hmacs[prfOid]
  if (digest === undefined) throw new UnknownAlgorithm(algorithmName(prfOid))
  const [cipherOid, iv] = asn1.parts(encryption)
  const cipher = ciphers[asn1.oid(cipherOid)]
  if (cipher === undefined) throw new UnknownAlgorithm(algorithmName(asn1.oid(cipherOid)))
  const count = checkRounds(asn1.integer(rounds))
  const key = pbkdf2Sync(utf8, asn1.octets(salt), count, cipher.keyLength, digest)
  return { cipher: cipher.name, key, iv: asn1.octets(iv) }
}

function checkRounds(rounds: number): number {
  if (rounds < 1 || rounds > maximumRounds) throw new UnknownAlgorithm(`${rounds} rounds of key derivation`)
  return rounds
}

function decipher(cipher: string, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  try {
    const engine = createDecipheriv(cipher, key, iv)
    return Buffer.concat([engine.update(data), engine.final()])
  } catch (error) {
    throw new WrongPassphrase('the padding is wrong', { cause: error })
  }
}

function decipherRc2(forge: Forge, bits: number, key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const engine = forge.rc2.createDecryptionCipher(key.toString('binary'), bits)
  engine.start(iv.toString('binary'))
  engine.update(forge.util.createBuffer(data.toString('binary')))
  if (!engine.finish()) throw new WrongPassphrase('the padding is wrong')
  return Buffer.from(engine.output.getBytes(), 'binary')
}

/** Encrypts with AES-256 or triple DES in CBC mode. */
export function encipher(cipher: 'aes-256-cbc' | 'des-ede3-cbc', key: Buffer, iv: Buffer, data: Buffer): Buffer {
  const engine = createCipheriv(cipher, key, iv)
  return Buffer.concat([engine.update(data), engine.final()])
}
