/** Times in buckets that each are 4 % wider than the one before: bounded memory, whatever the number of values. */
export class Histogram {
  readonly #counts: number[] = []
  #total = 0

  /** @param milliseconds from 0 up */
  add(milliseconds: number): void {
    const bucket = Math.max(0, Math.ceil(Math.log(Math.max(milliseconds, smallest) / smallest) / Math.log(growth)))
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#total += 1
  }

  get count(): number {
    return this.#total
  }

  /** The time that this share of all values does not exceed, in milliseconds, at most 4 % too high; undefined without any. */
  quantile(share: number): number | undefined {
    if (this.#total === 0) return undefined
    let left = Math.max(1, Math.ceil(this.#total * share))
    for (const [bucket, count = 0] of this.#counts.entries()) {
      left -= count
      if (left <= 0) return smallest * growth ** bucket
    }
    return undefined
  }
}

const smallest = 0.1
const growth = 1.04
