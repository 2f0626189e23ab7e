// `bridgehead proxy EDGE.yaml`: the edge alone, in front of real servers.

import { once } from 'node:events'
import { Command, Option } from 'commander'
import { dialTcp } from '../../base/dial-tcp.ts'
import { endpointText } from '../../base/endpoint-text.ts'
import { BridgeheadError } from '../../base/errors.ts'
import type { Dial } from '../../base/vantage-point.ts'
import { loadEdgeSetup } from '../../lab/edge-setup.ts'
import { type EdgeSetup, startEdge } from '../../proxy/index.ts'
import { readEdgeFile } from '../../topology/index.ts'
import { type LogFormatName, logFormatNames, openAccessLog } from '../access-log/index.ts'
import type { Console } from '../console.ts'
import { startWarnings } from '../edge-warnings.ts'
import { wholeNumber } from '../whole-number.ts'

/** Seconds that running requests get to end after SIGTERM, unless told. */
const usualDrainSeconds = 30

interface Options {
  readonly drain: number
  readonly accessLog?: string
  readonly logFormat: LogFormatName
}

/** The command: one line per listener, then `ready`; SIGHUP reloads, SIGTERM and Ctrl-C drain. */
export function proxyCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('proxy')
    .description('runs an edge file in front of real servers')
    .argument('<edge>', 'edge file')
    .option(
      '--drain <seconds>',
      'time that running requests get to end after SIGTERM',
      (text: string) => (text === '0' ? 0 : wholeNumber(text)),
      usualDrainSeconds,
    )
    .option(
      '--access-log <file>',
      'append a line for every request; - for standard output; SIGHUP opens the file anew, for logrotate',
    )
    .addOption(
      new Option('--log-format <name>', 'json: an object a line; w3c: the extended format, with the fields of IIS')
        .choices(logFormatNames)
        .default('json'),
    )
    .action(async (file: string, { drain, accessLog, logFormat }: Options) => {
      const load = async (): Promise<EdgeSetup> => loadEdgeSetup(readEdgeFile(file), {})
      const setup = await load()
      // Before the edge, so that it is closed after it: what was cut off has its line too.
      await using log = accessLog === undefined ? undefined : await openAccessLog(accessLog, logFormat, console)
      await using edge = await startEdge(setup, {
        dial,
        bind: ({ address, port }) => ({ host: address, port }),
        ...(log === undefined ? {} : { record: log.record }),
      })
      for (const { host, port, tls } of edge.listeners) {
        console.out.write(`listening on ${endpointText({ address: host, port })} (${tls ? 'TLS' : 'plain HTTP'})\n`)
      }
      using warnings = startWarnings(edge, console)
      warnings.tell()
      console.out.write('ready\n')

      const reload = async (): Promise<void> => {
        try {
          edge.reload(await load())
          console.out.write(`reloaded ${file}\n`)
          warnings.tell()
        } catch (error) {
          // A bad file must not end a running edge: the old rules stay, and the reason is said.
          const reason = error instanceof BridgeheadError ? `${error.message} [${error.code}]` : String(error)
          console.err.write(`bridgehead: ${file} was not taken into use, the rules before it stay: ${reason}\n`)
        }
      }
      // Kept until the end: without a listener the signal would end the process, and cut off what is drained.
      const onHangUp = (): void => {
        log?.reopen()
        if (!console.signal.aborted) void reload()
      }
      process.on('SIGHUP', onHangUp)
      try {
        if (!console.signal.aborted) await once(console.signal, 'abort')
        console.out.write('draining\n')
        await edge.close(drain * 1_000)
      } finally {
        process.off('SIGHUP', onHangUp)
      }
      exit(0)
    })
}

const dial: Dial = (host, port, signal, onread) => dialTcp({ host, port, onread }, signal)
