/**
 * A multipart answer ([MS-ASCMD] 2.2.1.10.1): how many parts, where each begins and how long it is, then the parts; all
 * numbers 32 bits, little-endian. The first part is the document.
 */
export function multipart(parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(4 + parts.length * 8)
  head.writeUInt32LE(parts.length, 0)
  let offset = head.length
  for (const [index, part] of parts.entries()) {
    head.writeUInt32LE(offset, 4 + index * 8)
    head.writeUInt32LE(part.length, 8 + index * 8)
    offset += part.length
  }
  return Buffer.concat([head, ...parts])
}
