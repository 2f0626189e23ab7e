import type { Writable } from 'node:stream'

// ECMA-48 and xterm's private modes: the alternate screen (1049), the cursor (25).
const enter = '\x1b[?1049h\x1b[?25l'
const leave = '\x1b[?25h\x1b[?1049l'
const home = '\x1b[H'
const eraseLine = '\x1b[K'
const eraseBelow = '\x1b[J'

/** A screen of its own in a terminal, drawn over in place; what stood there before comes back when it is disposed. */
export class Screen implements Disposable {
  readonly #out: Writable

  constructor(out: Writable) {
    this.#out = out
    out.write(enter)
  }

  draw(lines: readonly string[]): void {
    this.#out.write(`${home}${lines.join(`${eraseLine}\n`)}${eraseLine}${eraseBelow}`)
  }

  [Symbol.dispose](): void {
    this.#out.write(leave)
  }
}
