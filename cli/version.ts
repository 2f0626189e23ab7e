import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Version of the package that this file belongs to; it lies one folder up in a checkout, two in a built package. */
export function version(): string {
  const beside = join(import.meta.dirname, '..', 'package.json')
  const file = existsSync(beside) ? beside : join(import.meta.dirname, '..', '..', 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}
