import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { Ticker } from '../../proxy/ticker.ts'

t.test('the clock goes on while nothing is watched, so that what begins then has its whole time', async (t) => {
  const ticker = new Ticker()
  const began = performance.now()
  await waitUntil(() => performance.now() - began > 300 || undefined, { what: 'a while without anything to watch' })
  // As those do that note the time before they are watched.
  const since = ticker.now
  t.ok(since - began > 300, `${since - began} ms`)
  let elapsed: number | undefined
  const watched = {
    check(now: number): void {
      elapsed ??= now - since
    },
  }
  ticker.watch(watched)
  elapsed = await waitUntil(() => elapsed, { what: 'a tick' })
  t.ok(elapsed >= 0 && elapsed <= performance.now() - since, `${elapsed} ms until the first tick`)
  ticker.unwatch(watched)
  ticker.stop()
})
