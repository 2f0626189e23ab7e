// What a command may say and where; tests give their own streams.

import type { Writable } from 'node:stream'
import { styleText } from 'node:util'

export interface Console {
  readonly out: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }
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

/**
 * Rows as aligned columns, two spaces between; a last column of words is left ragged.
 * @param right numbers of the columns, from 0, that are aligned to the right
 */
export function table(rows: readonly (readonly string[])[], right: ReadonlySet<number> = new Set()): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => {
          if (right.has(index)) return cell.padStart(widths[index] ?? 0)
          return index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)
        })
        .join('  '),
    )
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

/** A text broken into lines for a terminal so wide, those after the first indented; as it is where no width is known. */
export function wrap(text: string, indent: number, columns: number | undefined): string {
  if (!columns) return text
  const width = Math.max(columns - indent, 20)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}
