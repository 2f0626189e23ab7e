import fc from 'fast-check'
import t from 'tap'
import { RecentMap } from '../../../proxy/affinity/recent-map.ts'

t.test('what is used stays, what is not is forgotten', async (t) => {
  let now = 0
  const map = new RecentMap<number>(100, 1_000, () => now)
  map.set('used', 1)
  map.set('left', 2)
  for (now = 400; now <= 4_000; now += 400) t.equal(map.get('used'), 1, `${now}`)
  t.equal(map.get('left'), undefined)
  t.equal(map.size, 1, 'and takes no room')
  now += 1_001
  t.equal(map.get('used'), undefined)
  map.set('used', 3)
  t.equal(map.get('used'), 3, 'a new value')
})

t.test('a shorter time counts at once', async (t) => {
  let now = 0
  const map = new RecentMap<number>(100, 10_000, () => now)
  map.set('a', 1)
  now = 5_000
  map.idle = 1_000
  t.equal(map.get('a'), undefined)
})

t.test('it never holds more than the limit, and the half that was used last stays', async () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), (keys) => {
      const map = new RecentMap<number>(20, Number.POSITIVE_INFINITY, () => 0)
      const used: number[] = []
      for (const key of keys) {
        if (map.get(`${key}`) === undefined) map.set(`${key}`, key)
        const before = used.indexOf(key)
        if (before >= 0) used.splice(before, 1)
        used.push(key)
        if (map.size > 20) return false
      }
      return used.slice(-10).every((key) => map.get(`${key}`) === key)
    }),
  )
})
