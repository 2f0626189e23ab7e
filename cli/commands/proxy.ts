// `bridgehead proxy EDGE.yaml`: the edge alone, in front of real servers.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Command, InvalidArgumentError, Option } from 'commander'
import { endpointText } from '../../base/endpoint-text.ts'
import { BridgeheadError, failure } from '../../base/errors.ts'
import { edgeWarnings } from '../../proxy/index.ts'
import { type LogFormatName, logFormatNames } from '../access-log/index.ts'
import { AdminEndpoint } from '../admin/admin-endpoint.ts'
import type { Console } from '../console.ts'
import { checkEdge } from '../edge/check-edge.ts'
import type { EdgeAtWork, EdgeOrder } from '../edge/edge-at-work.ts'
import { runEdgeHere } from '../edge/run-here.ts'
import { watchServers } from '../edge/server-changes.ts'
import { startWarnings } from '../edge/warnings.ts'
import { Configuration } from '../reload/configuration.ts'
import { oneAtATime } from '../reload/one-at-a-time.ts'
import { ConfigurationWatch } from '../reload/watch.ts'

/** Seconds that running requests get to end after SIGTERM, unless told. */
const usualDrainSeconds = 30

interface Options {
  readonly drain: number
  readonly accessLog?: string
  readonly logFormat?: LogFormatName
  readonly watch?: boolean
  readonly check?: boolean
}

/** The command: one line per listener, then `ready`; SIGHUP reloads, SIGTERM and Ctrl-C drain. */
export function proxyCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('proxy')
    .description('runs an edge file in front of real servers')
    .argument('<edge>', 'edge file')
    .option('--drain <seconds>', 'time that running requests get to end after SIGTERM', secondsOf, usualDrainSeconds)
    .option(
      '--access-log <file>',
      'append a line for every request; - for standard output; SIGHUP opens the file anew, for logrotate',
    )
    .addOption(
      new Option(
        '--log-format <name>',
        'of the access log; json (unless told): an object a line; w3c: the extended format, with the fields of IIS',
      ).choices(logFormatNames),
    )
    .option('--watch', 'reload, as SIGHUP does, when the edge file or a file that it names has changed')
    .option('--check', 'read the edge file and all that it names, say what is wrong with them, and end')
    .action(async (file: string, options: Options) => {
      if (options.check === true) {
        await checkEdge(file, console)
        exit(0)
        return
      }
      if (options.logFormat !== undefined && options.accessLog === undefined) {
        const problem = '--log-format goes with --access-log, which says where the lines go.'
        throw failure('BH_ERR_USAGE', { problem, command: 'proxy ' })
      }
      await serve(file, options, console)
      exit(0)
      // What nobody reads any more would keep the process waiting.
      if (console.out.writableLength > 0) process.exit()
    })
}

/** Runs the edge until the signal of the console, then drains it. */
async function serve(file: string, { drain, accessLog, logFormat, watch }: Options, console: Console): Promise<void> {
  const { out, err, signal } = console
  const configuration = new Configuration(file)
  let setup = await configuration.load()
  // Before the edge: a port in use is told before anything listens, and while the edge drains, its health can be asked for.
  const source: { edge: EdgeAtWork | undefined; readonly reloads: { taken: number; refused: number } } = {
    edge: undefined,
    reloads: { taken: 0, refused: 0 },
  }
  await using admin = new AdminEndpoint(source, out)
  await admin.move(setup.plan.admin, async () => {})
  const log = accessLog === undefined ? undefined : { target: accessLog, format: logFormat ?? 'json' }
  await using edge = await start({ setup, log, ticketKeys: undefined }, console)
  source.edge = edge
  // From here on its processes are measured.
  if (setup.plan.admin !== undefined) await edge.metrics()
  for (const { host, port, tls } of edge.listeners) {
    out.write(`listening on ${endpointText({ address: host, port })} (${tls ? 'TLS' : 'plain HTTP'})\n`)
  }
  admin.announce()
  using warnings = startWarnings(() => edgeWarnings(setup, Date.now()), console)
  warnings.tell()
  out.write('ready\n')
  using _changes = watchServers(() => edge.servers(), err)

  const reload = oneAtATime(async () => {
    try {
      const next = await configuration.load()
      if (next.plan.workers !== setup.plan.workers) {
        throw failure('BH_ERR_EDGE_RELOAD_WORKERS', {
          before: setup.plan.workers ?? 'none',
          after: next.plan.workers ?? 'none',
        })
      }
      await admin.move(next.plan.admin, async () => {
        if (!signal.aborted) await edge.reload(next)
      })
      if (signal.aborted) return
      setup = next
      source.reloads.taken++
      admin.announce()
      out.write(`reloaded ${file}\n`)
      warnings.tell()
    } catch (error) {
      source.reloads.refused++
      // A bad file must not end a running edge: the old rules stay, and the reason is said.
      const reason = error instanceof BridgeheadError ? `${error.message} [${error.code}]` : String(error)
      err.write(`bridgehead: ${file} was not taken into use, the rules before it stay: ${reason}\n`)
    }
  })
  // Kept until the end: without a listener the signal would end the process, and cut off what is drained.
  const onHangUp = (): void => {
    edge.reopenLog()
    if (!signal.aborted) void reload()
  }
  process.on('SIGHUP', onHangUp)
  const watching = watch === true ? new ConfigurationWatch(configuration, reload) : undefined
  try {
    if (!signal.aborted) await once(signal, 'abort')
    watching?.[Symbol.dispose]()
    out.write('draining\n')
    await edge.close(drain * 1_000)
  } finally {
    process.off('SIGHUP', onHangUp)
  }
}

/** The edge in this process, or in as many as its file says. */
async function start(order: EdgeOrder, console: Console): Promise<EdgeAtWork> {
  const { workers } = order.setup.plan
  if (workers === undefined) return runEdgeHere(order, console)
  // Only an edge with workers carries the modules for it.
  const { runEdgeInWorkers } = await import('../edge/workers/start-workers.ts')
  return runEdgeInWorkers(workers, { ...order, ticketKeys: randomBytes(48) }, console)
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(seconds)) return seconds
  throw new InvalidArgumentError('Give a whole number of seconds; 0 cuts off at once.')
}
