// The container in which address book files are downloaded ([MS-OXOAB] 2.11; reference exchange-protocols.md 2.6).
//
//   3, 1, largest block, size of the file │ per block: flags, packed size, size, checksum, data

import { ByteReader } from '../byte-reader.ts'
import { ByteWriter } from '../byte-writer.ts'
import { checksum } from './checksum.ts'

/** Largest block, bytes. */
const blockSize = 0x40000

/** How the data of a block is kept: as it is, or packed by LZX. Real servers do the latter; readers take both. */
const flags = { stored: 0, lzx: 1 } as const

/** Packs a file, its blocks stored as they are. */
export function packContainer(file: Uint8Array): Buffer {
  const writer = new ByteWriter().u32(3).u32(1).u32(blockSize).u32(file.length)
  for (let at = 0; at < file.length; at += blockSize) {
    const block = file.subarray(at, at + blockSize)
    writer.u32(flags.stored).u32(block.length).u32(block.length).u32(checksum(block)).put(block)
  }
  return writer.end()
}

/**
 * The file in a container, with every checksum and size compared. Undefined when a block is packed by LZX, which is not
 * unpacked here; the container is then only checked to be whole.
 * @throws ProtocolSyntaxError
 */
export function unpackContainer(bytes: Uint8Array): Buffer | undefined {
  const reader = new ByteReader('OAB', bytes)
  const high = reader.u32('the version')
  const low = reader.u32('the version')
  if (high !== 3 || low !== 1) throw reader.error(`the version is ${high}.${low} instead of 3.1`)
  const largest = reader.u32('the size of the largest block')
  const size = reader.u32('the size of the file')

  const blocks: Buffer[] = []
  let packed = false
  let total = 0
  while (reader.left > 0) {
    const how = reader.u32('the flags of a block')
    const packedSize = reader.u32('the packed size of a block')
    const blockLength = reader.u32('the size of a block')
    const expected = reader.u32('the checksum of a block')
    const data = reader.take(packedSize, 'the data of a block')
    if (blockLength > largest) throw reader.error(`a block of ${blockLength} bytes is larger than ${largest}`)
    total += blockLength
    if (how === flags.lzx) packed = true
    else if (how !== flags.stored) throw reader.error(`block flags ${how} do not exist`)
    else if (packedSize !== blockLength) throw reader.error('a stored block has two sizes')
    else if (checksum(data) !== expected) throw reader.error('the checksum of a block is wrong')
    else blocks.push(data)
  }
  if (total !== size) throw reader.error(`the blocks make ${total} bytes, ${size} are announced`)
  return packed ? undefined : Buffer.concat(blocks)
}
