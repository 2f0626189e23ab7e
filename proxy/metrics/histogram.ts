/**
 * Upper bounds of the buckets for response times, in seconds. Prometheus' usual ones (0.005 to 10) with finer ones below, as
 * a server next door answers in a millisecond, and wider ones above, as Outlook and phones wait for minutes on purpose.
 */
export const responseBounds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600,
]

/** How many values fell between which bounds, and their sum. */
export class Histogram {
  /** By bucket, not added up: those up to the first bound, up to the second …, above the last. */
  readonly counts: number[]
  sum = 0
  readonly #bounds: readonly number[]

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.counts = new Array<number>(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    const bounds = this.#bounds
    let at = 0
    while (at < bounds.length && value > (bounds[at] ?? 0)) at++
    this.counts[at] = (this.counts[at] ?? 0) + 1
    this.sum += value
  }
}

/**
 * The value below which a share of all lies, estimated within its bucket as Prometheus' histogram_quantile does it;
 * undefined for no values at all. Above the last bound nothing is known, so that bound is the answer.
 * @param counts by bucket, one more than bounds
 * @param share from 0 to 1: 0.99 for the 99th percentile
 */
export function quantile(bounds: readonly number[], counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (total === 0) return undefined
  const rank = share * total
  let below = 0
  for (const [at, bound] of bounds.entries()) {
    const count = counts[at] ?? 0
    const lower = at === 0 ? 0 : (bounds[at - 1] ?? 0)
    if (count > 0 && below + count >= rank) return lower + ((bound - lower) * (rank - below)) / count
    below += count
  }
  return bounds.at(-1)
}
