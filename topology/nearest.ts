/**
 * The candidate that a misspelt word most likely stands for, or undefined when none is near: at most a third of its
 * letters may be wrong, swapped, missing or too many. Case is not counted.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined
  // Long words are cut off: the distance of two of them takes time in proportion to the product of their lengths.
  const wanted = word.slice(0, 64).toLowerCase()
  let limit = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase())
    if (distance < limit && distance < Math.max(wanted.length, candidate.length)) {
      best = candidate
      limit = distance
    }
  }
  return best
}

/** `; did you mean "hosts"?`, or nothing: the end of a sentence about a name that is not known. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const candidate = nearest(word, candidates)
  return candidate === undefined ? '' : `; did you mean "${candidate}"?`
}

// Optimal string alignment: inserting, deleting, replacing, and swapping two neighbours each count one.
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(cost)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
