// Runs several test files in this process, one after the other: their names come in BRIDGEHEAD_TEST_FILES, as JSON. Not as
// arguments: tap names the folders of `t.testdir` after those.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const files: readonly string[] = JSON.parse(process.env['BRIDGEHEAD_TEST_FILES'] ?? '[]')
for (const file of files) await import(pathToFileURL(join(import.meta.dirname, '..', file)).href)
