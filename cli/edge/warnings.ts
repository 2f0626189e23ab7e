import type { EdgeWarning } from '../../proxy/index.ts'

const day = 86_400_000

/** Says what should not stay so with an edge: whenever it is told to, and once a day. */
export interface Warnings extends Disposable {
  tell(): void
}

/** @param period milliseconds between two reminders; it keeps no process alive */
export function startWarnings(
  warnings: () => readonly EdgeWarning[],
  console: { readonly err: { write(text: string): unknown } },
  period = day,
): Warnings {
  const tell = (): void => {
    for (const { code, sentence } of warnings()) console.err.write(`bridgehead: warning: ${sentence} [${code}]\n`)
  }
  const timer = setInterval(tell, period)
  timer.unref()
  return { tell, [Symbol.dispose]: () => clearInterval(timer) }
}
