import type { ProgressEvent } from '../../clients/analyzer/types.ts'
import type { Console } from '../console.ts'

/** The step under way, on one line of a terminal that is wiped in the end; nothing where there is no terminal. */
export function createProgress({ out, err }: Pick<Console, 'out' | 'err'>): Disposable & {
  readonly show: (event: ProgressEvent) => void
} {
  const live = out.isTTY === true
  const wipe = (): void => {
    if (live) err.write('\r\u001b[2K')
  }
  return {
    show({ event, path }) {
      if (!live) return
      const title = (event === 'begin' ? path : path.slice(0, -1)).at(-1)
      wipe()
      const columns = (out.columns || 80) - 1
      if (title !== undefined) err.write(`… ${title}`.replace(/\p{Cc}/gu, ' ').slice(0, columns))
    },
    [Symbol.dispose]: wipe,
  }
}
