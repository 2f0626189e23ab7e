// Property tags and types ([MS-OXCDATA] 2.9 and 2.11.1): an identifier in the upper 16 bits, a type in the lower.

/** Property types by their names without the prefix Ptyp. */
export const propertyTypes = {
  unspecified: 0x0000,
  null: 0x0001,
  integer16: 0x0002,
  integer32: 0x0003,
  floating32: 0x0004,
  floating64: 0x0005,
  currency: 0x0006,
  floatingTime: 0x0007,
  errorCode: 0x000a,
  boolean: 0x000b,
  object: 0x000d,
  integer64: 0x0014,
  string8: 0x001e,
  string: 0x001f,
  time: 0x0040,
  guid: 0x0048,
  serverId: 0x00fb,
  binary: 0x0102,
} as const

/** Bit of the type of a property with many values. */
export const multiple = 0x1000

/** Bits that ask a table for one row for each value of a multi-valued property ([MS-OXCTABL] 2.2.2.2.1). */
const instance = 0x2000

/** The type of a tag. */
export const typeOf = (tag: number): number => tag & 0xffff

/** The identifier of a tag. */
export const idOf = (tag: number): number => tag >>> 16

/** The tag of an identifier and a type. */
export const tagOf = (id: number, type: number): number => ((id << 16) | type) >>> 0

/** The same property with another type. */
export const withType = (tag: number, type: number): number => tagOf(idOf(tag), type)

/** The tag that stands in a row for a property whose value is an error code. */
export const errorTag = (tag: number): number => withType(tag, propertyTypes.errorCode)

/** Whether a tag's type says that its value is an error code. */
export const isError = (tag: number): boolean => typeOf(tag) === propertyTypes.errorCode

/** The tag without the bit that asks for a row for each value. */
export const withoutInstance = (tag: number): number => (tag & ~instance) >>> 0

/** Properties with these identifiers have a name, and the identifier is the session's own ([MS-OXCDATA] 2.9). */
export const isNamed = (id: number): boolean => id >= 0x8000 && id < 0xffff
