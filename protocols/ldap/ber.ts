// As much of BER (X.690) as LDAP uses (RFC 4511 section 5.1): definite lengths, one-byte tags.

import { ByteReader } from '../byte-reader.ts'
import { type DerElement, der, readDer } from '../ntlm/der.ts'
import { ProtocolSyntaxError } from '../syntax-error.ts'

export type BerElement = DerElement
export { der as ber }

/** Universal tags. */
export const berTag = {
  boolean: 0x01,
  integer: 0x02,
  octets: 0x04,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const

const error = (message: string): ProtocolSyntaxError => new ProtocolSyntaxError('LDAP', message)

/** The elements within a constructed value. @throws ProtocolSyntaxError */
export function berList(content: Buffer): readonly BerElement[] {
  const reader = new ByteReader('LDAP', content)
  const elements: BerElement[] = []
  while (reader.left > 0) elements.push(readDer(reader))
  return elements
}

/** Takes elements off the front of a list, each with the tag that is due. */
export class BerFields {
  readonly #elements: readonly BerElement[]
  #at = 0

  constructor(content: Buffer) {
    this.#elements = berList(content)
  }

  /** The next element, whatever its tag; undefined at the end. */
  next(): BerElement | undefined {
    return this.#elements[this.#at++]
  }

  /** @throws ProtocolSyntaxError when another tag, or nothing, comes next. */
  take(tag: number, what: string): Buffer {
    const element = this.next()
    if (element?.tag !== tag) throw error(`${what} was due`)
    return element.content
  }

  integer(what: string, tag: number = berTag.integer): number {
    const bytes = this.take(tag, what)
    if (bytes.length < 1 || bytes.length > 4) throw error(`${what} is no integer of at most 31 bits`)
    return bytes.readIntBE(0, bytes.length)
  }

  text(what: string): string {
    return this.take(berTag.octets, what).toString('utf8')
  }
}

/** An integer in as few bytes as there can be. */
export function berInteger(value: number, tag: number = berTag.integer): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  let first = 0
  // A leading byte that only repeats the sign is left out.
  while (
    first < 3 &&
    (bytes[first] === 0 ? (bytes[first + 1] ?? 0) < 0x80 : bytes[first] === 0xff && (bytes[first + 1] ?? 0) >= 0x80)
  ) {
    first += 1
  }
  return der(tag, bytes.subarray(first))
}

export function berText(text: string, tag: number = berTag.octets): Buffer {
  return der(tag, Buffer.from(text, 'utf8'))
}
