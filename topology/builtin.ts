// The topologies that come with Bridgehead, and the one way from what a user names to a file.

import { existsSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failure } from '../base/errors.ts'
import { didYouMean } from './nearest.ts'

// Beside this folder both in the source tree and in dist/, where the build copies the files.
const folder = fileURLToPath(new URL('../scenarios/topologies/', import.meta.url))

/** Names of the built-in topologies, sorted: `essentials`, `ssl-bridging`, `ssl-offload` … */
export function builtInTopologies(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => extname(file) === '.yaml')
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort()
}

/**
 * The file of a topology that was named on the command line or in a scenario: a built-in name, or a path.
 * What has a slash or ends in .yaml or .yml is a path; a built-in name goes before a file of the same name.
 * @throws BH_ERR_NO_SUCH_TOPOLOGY for a name that is neither; a path is not looked at
 */
export function resolveTopology(nameOrFile: string): string {
  if (/[/\\]|\.ya?ml$/i.test(nameOrFile)) return nameOrFile
  const names = builtInTopologies()
  if (names.includes(nameOrFile)) return join(folder, `${nameOrFile}.yaml`)
  if (existsSync(nameOrFile)) return nameOrFile
  throw failure('BH_ERR_NO_SUCH_TOPOLOGY', {
    name: nameOrFile,
    builtIn: names.join(', '),
    hint: didYouMean(nameOrFile, names) || '.',
  })
}
