import type { Clock } from '../../base/clock.ts'

/** The service host looks into Active Directory every 15 minutes (seed 001, Outlook Anywhere, "Important"). */
const pollMilliseconds = 15 * 60_000

/** Calls back at every poll, on the lab's clock, counted from now; the answer ends it. */
export function pollDirectory(clock: Clock, callback: () => void): () => void {
  let cancel = (): void => undefined
  const arm = (): void => {
    cancel = clock.after(pollMilliseconds, () => {
      arm()
      callback()
    })
  }
  arm()
  return () => cancel()
}
