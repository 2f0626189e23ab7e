import { accessSync, constants, mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BridgeheadError, failure } from '../base/errors.ts'
import { fileReason } from '../base/file-reason.ts'
import type { RunResult } from '../scenarios/result.ts'
import type { ReporterFactory } from './reporter.ts'

/**
 * A reporter that writes one file once the run is over. Its folder is made when the run starts: that it cannot be written
 * is to be known before the labs have run, not after.
 * @throws (from `runStarted` and `runFinished`) BH_ERR_REPORT_NOT_WRITTEN
 */
export function fileReporter(name: string, render: (run: RunResult) => string): ReporterFactory {
  return ({ directory, wrote }) => {
    const file = join(directory, name)
    return {
      runStarted() {
        try {
          mkdirSync(directory, { recursive: true })
          accessSync(directory, constants.W_OK)
        } catch (error) {
          throw notWritten(file, error)
        }
      },
      async runFinished(run) {
        const text = render(run)
        try {
          await writeFile(file, text)
        } catch (error) {
          throw notWritten(file, error)
        }
        wrote(file)
      },
    }
  }
}

function notWritten(file: string, error: unknown): BridgeheadError {
  return failure('BH_ERR_REPORT_NOT_WRITTEN', { file, reason: fileReason(error, 'write') }, error)
}
