// Makes `dist/`, which the published package runs from: Node strips no types below node_modules. It writes without checking
// types (`noCheck`), which `npm test` has done: that takes two thirds of the time; and with one checker, as each works out the
// types of the schemas anew.

import { spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
rmSync(join(root, 'dist'), { recursive: true, force: true })
// Not bin/tsc: a file without extension is loaded by require(), which tap's hooks cannot do for a module.
const compiler = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js')
const result = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--checkers', '1'], {
  cwd: root,
  stdio: 'inherit',
})
if (result.status !== 0) process.exit(result.status ?? 1)

// What the program reads at run time beside its own code.
for (const folder of ['scenarios/topologies', 'scenarios/catalog']) {
  cpSync(join(root, folder), join(root, 'dist', folder), { recursive: true })
}
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
console.log(`bridgehead ${version} built in dist/`)
