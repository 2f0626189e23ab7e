import { isAbsolute, relative, sep } from 'node:path'

/** A path as messages and reports show it: below the working directory without it, with `/` everywhere. */
export function shownPath(path: string): string {
  const short = relative(process.cwd(), path)
  const shown = short.startsWith('..') || isAbsolute(short) ? path : short
  return shown.split(sep).join('/')
}
