// The access log of `bridgehead proxy`: one line for everything that the edge answered, passed on or refused.
//
//   record ──> format (json, w3c) ──> AccessLog: waits, batches ──> sink (a file, or standard output)

import type { Console } from '../console.ts'
import { AccessLog } from './access-log.ts'
import { fileSink } from './file-sink.ts'
import type { LogFormat } from './format.ts'
import { jsonFormat } from './json.ts'
import { streamSink } from './stream-sink.ts'
import { w3cFormat } from './w3c.ts'

export type { AccessLog } from './access-log.ts'

const formats = { json: jsonFormat, w3c: w3cFormat } as const satisfies Record<string, LogFormat>

/** A name that `--log-format` takes. */
export type LogFormatName = keyof typeof formats

/** All names that `--log-format` takes. */
export const logFormatNames = Object.keys(formats) as readonly LogFormatName[]

/**
 * Opens an access log: a file to append to, or `-` for standard output.
 * @throws BH_ERR_WRITE
 */
export async function openAccessLog(target: string, format: LogFormatName, console: Console): Promise<AccessLog> {
  const sink = target === '-' ? streamSink(console.out) : await fileSink(target)
  return new AccessLog(sink, formats[format], (sentence) => void console.err.write(`bridgehead: ${sentence}\n`))
}
