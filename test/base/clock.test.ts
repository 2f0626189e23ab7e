import t from 'tap'
import { createClock } from '../../base/clock.ts'

t.test('advancing calls what falls due, in order of time, and no more than once', async (t) => {
  using clock = createClock()
  const calls: string[] = []
  clock.after(900_000, () => calls.push('poll'))
  clock.after(60_000, () => calls.push('ping'))
  clock.after(3_600_000, () => calls.push('never'))
  const before = clock.now()
  clock.advance(900_000)
  t.same(calls, ['ping', 'poll'])
  t.ok(clock.now() - before >= 900_000)
  clock.advance(1)
  t.same(calls, ['ping', 'poll'])
})

t.test('what was taken back is not called', async (t) => {
  using clock = createClock()
  const cancel = clock.after(1_000, () => t.fail('called'))
  cancel()
  clock.advance(2_000)
})

t.test('it also runs with real time', async (t) => {
  using clock = createClock()
  await new Promise<void>((resolve) => {
    // The clock's own timers keep no process alive, so this one does.
    const alive = setInterval(() => {}, 1_000)
    clock.after(5, () => {
      clearInterval(alive)
      resolve()
    })
  })
  t.pass('called')
})

t.test('a wait longer than a timer of Node can hold is not called at once', async (t) => {
  using clock = createClock()
  clock.after(40 * 86_400_000, () => t.fail('called'))
  clock.advance(39 * 86_400_000)
})

t.test('what is called may fall due again within the same advance, each at its own time', async (t) => {
  using clock = createClock()
  const start = clock.now()
  const minutes: number[] = []
  const poll = (): void => {
    minutes.push(Math.round((clock.now() - start) / 60_000))
    clock.after(15 * 60_000, poll)
  }
  clock.after(15 * 60_000, poll)
  // A second more: real time went by as well.
  clock.advance(60 * 60_000 + 1_000)
  t.same(minutes, [15, 30, 45, 60])
})
