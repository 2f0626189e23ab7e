/** A UUID as RPC puts it on the wire: its first three fields little-endian. Takes the usual text form. */
export function uuidToBytes(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
  if (bytes.length !== 16) throw new RangeError(`not a UUID: ${text}`)
  return swapped(bytes)
}

/** The usual text form, lower case. */
export function uuidFromBytes(bytes: Uint8Array): string {
  const hex = swapped(Buffer.from(bytes)).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function swapped(bytes: Buffer): Buffer {
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}
