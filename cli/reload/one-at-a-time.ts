/**
 * Runs some work whenever it is asked for, but never twice at once: what is asked for while it runs is once more after it.
 * @param work must not throw
 * @returns asks for it; the promise is kept once a run that began after the call is over
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let again = false
  const run = async (): Promise<void> => {
    while (again) {
      again = false
      await work()
    }
    running = undefined
  }
  return () => {
    again = true
    running ??= run()
    return running
  }
}
