import t from 'tap'
import { Histogram, quantile } from '../../../proxy/metrics/histogram.ts'

t.test('a value counts in the first bucket that holds it', async (t) => {
  const histogram = new Histogram([1, 2.5])
  for (const value of [0, 1, 1.5, 2.5, 2.6, 100]) histogram.observe(value)
  t.same(histogram.counts, [2, 2, 2])
  t.equal(histogram.sum, 107.6)
})

t.test('a quantile is estimated within its bucket', async (t) => {
  t.equal(quantile([1, 2], [0, 0, 0], 0.5), undefined)
  t.equal(quantile([1, 2], [0, 10, 0], 0.5), 1.5)
  t.equal(quantile([1, 2], [4, 0, 0], 0.5), 0.5)
  t.equal(quantile([1, 2], [2, 2, 0], 0.99), 1.98)
  t.equal(quantile([1, 2], [1, 0, 99], 0.5), 2, 'above the last bound nothing more is known')
})
