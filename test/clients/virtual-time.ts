// Timers that a test moves on by itself, so that waiting for half a minute takes none. Sockets keep the real time.

import { mock } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Test } from 'tap'

/** Node's types do not know yet that the last can be mocked. */
const apis = ['setTimeout', 'AbortSignal.timeout'] as readonly string[] as ['setTimeout']

/** Until the end of the test. To be called once its servers stand. */
export function startVirtualTime(t: Test): void {
  mock.timers.enable({ apis })
  t.teardown(() => mock.timers.reset())
  // undici refreshes the one timer behind all of its own, which a virtual one does not survive; without, it makes new ones.
  const virtual = globalThis.setTimeout
  const withoutRefresh = (...given: Parameters<typeof virtual>) =>
    Object.assign(virtual(...given), { refresh: undefined })
  Object.assign(globalThis, { setTimeout: withoutRefresh })
}

/** Lets the time pass until a promise is settled: virtual milliseconds. @throws when it takes longer than `atMost` */
export async function passUntil(settled: Promise<unknown>, atMost: number): Promise<number> {
  let over = false
  const end = (): void => {
    over = true
  }
  settled.then(end, end)
  let passed = 0
  for (; !over; passed += 250) {
    if (passed > atMost) throw new Error(`still waiting after ${passed} ms`)
    mock.timers.tick(250)
    await nextTurn()
  }
  return passed
}
