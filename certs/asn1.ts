// ASN.1 by forge, with Buffers in and out and a plain error where the shape is not the one expected.

import type forgeModule from 'node-forge'
import type { Forge } from './forge.ts'

/** One ASN.1 value as forge holds it, with its parts. */
export type Asn1 = forgeModule.asn1.Asn1

/** The data is not shaped as its standard says; the message ends the sentence "it is no … because". */
export class Asn1ShapeError extends Error {
  override readonly name = 'Asn1ShapeError'
}

/** Reading and building of ASN.1. Readers throw on another shape than the one they are for; builders never throw. */
export interface Asn1Tools {
  /** Reads DER, and the BER of old Windows exports. @throws Asn1ShapeError */
  parse(bytes: Buffer): Asn1
  /** The parts of a SEQUENCE, SET or explicit tag. @throws Asn1ShapeError */
  parts(node: Asn1 | undefined): readonly Asn1[]
  /** An OCTET STRING's bytes, also when it came in pieces. @throws Asn1ShapeError */
  octets(node: Asn1 | undefined): Buffer
  /** An object identifier, dotted. @throws Asn1ShapeError */
  oid(node: Asn1 | undefined): string
  /** A non-negative INTEGER of at most four bytes. @throws Asn1ShapeError */
  integer(node: Asn1 | undefined): number
  /** The bytes of a value. */
  der(node: Asn1): Buffer
  /** Builders, from here on. */
  sequence(...parts: readonly Asn1[]): Asn1
  set(...parts: readonly Asn1[]): Asn1
  /** Context-specific, constructed: explicit tag n. */
  explicit(tag: number, part: Asn1): Asn1
  /** Context-specific, primitive: implicit tag n over bytes. */
  implicit(tag: number, bytes: Buffer): Asn1
  octetString(bytes: Buffer): Asn1
  objectId(dotted: string): Asn1
  number(value: number): Asn1
  nothing(): Asn1
  bmpString(text: string): Asn1
}

/** The tools on a loaded forge. */
export function asn1Tools({ asn1 }: Forge): Asn1Tools {
  const { Class, Type } = asn1
  const universal = (type: forgeModule.asn1.Type, constructed: boolean, value: string | Asn1[]) =>
    asn1.create(Class.UNIVERSAL, type, constructed, value)
  const text = (bytes: Buffer) => bytes.toString('binary')

  const parts = (node: Asn1 | undefined): readonly Asn1[] => {
    if (node === undefined || !Array.isArray(node.value)) throw new Asn1ShapeError('a part of it is missing')
    return node.value
  }
  const primitive = (node: Asn1 | undefined, type: forgeModule.asn1.Type): string => {
    const fits = node !== undefined && node.tagClass === Class.UNIVERSAL && node.type === type
    if (!fits || typeof node.value !== 'string') throw new Asn1ShapeError('a part of it has the wrong type')
    return node.value
  }
  const octets = (node: Asn1 | undefined): Buffer => {
    if (node === undefined) throw new Asn1ShapeError('a part of it is missing')
    if (typeof node.value === 'string') return Buffer.from(node.value, 'binary')
    return Buffer.concat(node.value.map(octets))
  }

  return {
    parse(bytes) {
      try {
        // Strict only in that the bytes must be all there; it takes BER's indefinite lengths as well.
        return asn1.fromDer(text(bytes), true)
      } catch (error) {
        throw new Asn1ShapeError('its bytes are no ASN.1', { cause: error })
      }
    },
    parts,
    octets,
    oid: (node) => asn1.derToOid(primitive(node, Type.OID)),
    integer(node) {
      const value = primitive(node, Type.INTEGER)
      const number = value.length <= 4 ? asn1.derToInteger(value) : -1
      if (number < 0) throw new Asn1ShapeError('a number in it is out of range')
      return number
    },
    der: (node) => Buffer.from(asn1.toDer(node).getBytes(), 'binary'),
    sequence: (...values) => universal(Type.SEQUENCE, true, [...values]),
    set: (...values) => universal(Type.SET, true, [...values]),
    // Forge's types know universal tag numbers only.
    explicit: (tag, part) => asn1.create(Class.CONTEXT_SPECIFIC, tag as forgeModule.asn1.Type, true, [part]),
    implicit: (tag, bytes) => asn1.create(Class.CONTEXT_SPECIFIC, tag as forgeModule.asn1.Type, false, text(bytes)),
    octetString: (bytes) => universal(Type.OCTETSTRING, false, text(bytes)),
    objectId: (dotted) => universal(Type.OID, false, asn1.oidToDer(dotted).getBytes()),
    number: (value) => universal(Type.INTEGER, false, asn1.integerToDer(value).getBytes()),
    nothing: () => universal(Type.NULL, false, ''),
    bmpString: (value) => universal(Type.BMPSTRING, false, value),
  }
}
