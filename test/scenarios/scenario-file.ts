// A folder for scenario files that goes with the test.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

export interface ScenarioFolder {
  readonly path: string
  /** Writes a file and gives its path. */
  write(name: string, text: string): string
}

export function scenarioFolder(t: Pick<Test, 'teardown'>): ScenarioFolder {
  const path = mkdtempSync(join(tmpdir(), 'bridgehead-scenarios-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    write(name, text) {
      const file = join(path, name)
      writeFileSync(file, text)
      return file
    },
  }
}
