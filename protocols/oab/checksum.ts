import { crc32 } from 'node:zlib'

/** CRC-32 as address books have it: without the last inversion ([MS-OXOAB] 2.11.2.2). */
export function checksum(bytes: Uint8Array): number {
  return (crc32(bytes) ^ 0xffffffff) >>> 0
}
