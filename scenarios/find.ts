// From what a user names to scenario files.

import { globSync, statSync } from 'node:fs'
import { basename, extname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failure } from '../base/errors.ts'
import { didYouMean } from '../topology/nearest.ts'

// Beside this file both in the source tree and in dist/, where the build copies the files.
const catalog = fileURLToPath(new URL('catalog/', import.meta.url))

/**
 * Scenario files for what was named: names or folders of the catalog, files, folders with all below. Nothing named is the
 * whole catalog. In order, each once. What has a slash or an ending is a path; a name of the catalog goes before a folder.
 * @throws BH_ERR_NO_SUCH_SCENARIO, BH_ERR_NO_SCENARIOS
 */
export function findScenarios(named: readonly string[]): readonly string[] {
  const files = named.length === 0 ? filesBelow(catalog) : named.flatMap(filesOf)
  return [...new Set(files)]
}

function filesOf(name: string): readonly string[] {
  const all = filesBelow(catalog)
  const found = all.filter((file) => basename(file, extname(file)) === name || folderOf(file) === name)
  if (found.length > 0) return found
  const kind = statSync(name, { throwIfNoEntry: false })
  if (kind?.isFile()) return [name]
  if (kind?.isDirectory()) return filesBelow(name)
  const known = [...new Set(all.flatMap((file) => [basename(file, extname(file)), folderOf(file)]))]
  throw failure('BH_ERR_NO_SUCH_SCENARIO', { name, hint: didYouMean(name, known) || '.' })
}

function filesBelow(folder: string): readonly string[] {
  const files = globSync('**/*.{yaml,yml}', { cwd: folder }).sort()
  if (files.length === 0) throw failure('BH_ERR_NO_SCENARIOS', { where: folder })
  return files.map((file) => join(folder, file))
}

/** The folder of a file of the catalog: its concern. */
const folderOf = (file: string): string => file.slice(catalog.length).split(sep)[0] ?? ''
