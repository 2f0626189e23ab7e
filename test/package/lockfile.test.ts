// npm leaves out of the lockfile what its registry could not show when it was written; `npm ci` then fails elsewhere.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

interface Locked {
  readonly version?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

t.test('the lockfile has the packages of every platform', async (t) => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8')
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> }
  const paths = Object.keys(packages)
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !paths.some((other) => other.endsWith(`node_modules/${name}`)))
      .map((name) => `${name}, for ${path}`),
  )
  t.same(missing, [])
  t.ok(paths.length > 100, 'there is something to look at')
})
