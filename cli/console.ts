// What a command may say and where; tests give their own streams.

import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

export interface Console {
  readonly out: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly err: Writable
  /** Aborted by Ctrl-C or SIGTERM; a command then ends tidily. */
  readonly signal: AbortSignal
  /** Styles text for a stream; leaves it plain when the stream is no terminal or NO_COLOR is set. */
  readonly style: (format: Parameters<typeof styleText>[0], text: string) => string
}

export function processConsole(signal: AbortSignal): Console {
  return {
    out: process.stdout,
    err: process.stderr,
    signal,
    style: (format, text) => styleText(format, text, { stream: process.stdout }),
  }
}

/** Rows as aligned columns, two spaces between; the last column is left ragged. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  return rows
    .map((row) =>
      row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}
