import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failure } from '../base/errors.ts'
import type { RunResult } from '../scenarios/result.ts'
import type { ReporterFactory } from './reporter.ts'

/**
 * A reporter that writes one file once the run is over.
 * @throws (from `runFinished`) BH_ERR_REPORT_NOT_WRITTEN
 */
export function fileReporter(name: string, render: (run: RunResult) => string): ReporterFactory {
  return ({ directory }) => ({
    async runFinished(run) {
      const file = join(directory, name)
      const text = render(run)
      try {
        await mkdir(directory, { recursive: true })
        await writeFile(file, text)
      } catch (error) {
        throw failure('BH_ERR_REPORT_NOT_WRITTEN', { file, reason: String(Reflect.get(Object(error), 'code')) }, error)
      }
    },
  })
}
