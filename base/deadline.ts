import { setTimeout as sleep } from 'node:timers/promises'
import { failure } from './errors.ts'

export interface WaitOptions {
  /** What is waited for, as the error's sentence will say it: "the edge to listen". */
  readonly what: string
  /** Real milliseconds until it gives up; 5000 unless told. */
  readonly within?: number
  readonly signal?: AbortSignal
}

/**
 * Asks again and again until the answer is neither false nor undefined, and gives that answer.
 * @throws BH_ERR_DEADLINE with the last thing seen, once the deadline is over.
 */
export async function waitUntil<T>(
  ask: () => T | false | undefined | Promise<T | false | undefined>,
  { what, within = 5_000, signal }: WaitOptions,
): Promise<T> {
  const end = performance.now() + within
  let last: unknown = 'nothing'
  for (let pause = 1; ; pause = Math.min(pause * 2, 50)) {
    signal?.throwIfAborted()
    try {
      const answer = await ask()
      if (answer !== false && answer !== undefined) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() >= end) {
      throw failure('BH_ERR_DEADLINE', { milliseconds: within, what, last: String(last) }, last)
    }
    await sleep(pause, undefined, signal ? { signal } : undefined)
  }
}

/**
 * Gives what the promise gives, if it does so in time. The work itself goes on; what must be ended, the caller ends.
 * @throws BH_ERR_DEADLINE otherwise.
 */
export async function within<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(failure('BH_ERR_DEADLINE', { milliseconds, what, last: 'still waiting' })),
      milliseconds,
    )
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
