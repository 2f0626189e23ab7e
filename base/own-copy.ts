/**
 * The bytes in memory of their own. Small buffers are cut from a slab of 64 kB (`Buffer.poolSize`), which stays as long as
 * any of them does: ten thousand connections at rest with a few hundred bytes each would hold on to as many slabs.
 */
export function ownCopy(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
