// The container in which address book files are downloaded ([MS-OXOAB] 2.11; reference section 2.6).

import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { checksum } from './address-book-file.ts'

/** Largest block, bytes. */
const blockSize = 0x40000

/** How the data of a block is kept: as it is. Real servers write 1, LZX; readers of the format take both. */
const stored = 0

/** Packs a file. */
export function packContainer(file: Uint8Array): Buffer {
  const writer = new ByteWriter().u32(3).u32(1).u32(blockSize).u32(file.length)
  for (let at = 0; at < file.length; at += blockSize) {
    const block = file.subarray(at, at + blockSize)
    writer.u32(stored).u32(block.length).u32(block.length).u32(checksum(block)).put(block)
  }
  return writer.end()
}
