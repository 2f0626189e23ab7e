// `bridgehead probe WHAT`: the connectivity analyzer, on a lab or on real servers.

import { writeFile } from 'node:fs/promises'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { failure } from '../../base/errors.ts'
import { fileReason } from '../../base/file-reason.ts'
import { probes } from '../../clients/analyzer/probes/index.ts'
import { runProbe } from '../../clients/analyzer/run-probe.ts'
import type { ProbeReport } from '../../clients/analyzer/types.ts'
import type { AuthenticationScheme } from '../../clients/http/index.ts'
import { emailAddress, timeLimit } from '../../topology/schema/values.ts'
import { type AccountOptions, accountFor } from '../client-network/account.ts'
import { openNetwork } from '../client-network/open.ts'
import { addNetworkOptions } from '../client-network/options.ts'
import type { NetworkOptions } from '../client-network/types.ts'
import type { Console } from '../console.ts'
import { probeHtml } from '../probe/html.ts'
import { createProgress } from '../probe/progress.ts'
import { readTarget, targetOf } from '../probe/target.ts'
import { probeText } from '../probe/text.ts'

interface Options extends NetworkOptions, AccountOptions {
  readonly email?: string
  readonly auth?: AuthenticationScheme
  readonly timeout: number
  readonly hold: number
  readonly details: boolean
  readonly format: 'text' | 'json' | 'html'
  readonly out?: string
}

/** The command: exit 0 when all passed (with warnings too), 1 when a step failed, 2 when it could not run. */
export function probeCommand(console: Console, exit: (code: number) => void): Command {
  const about = [...probes.values()].map(({ name, about }) => `  ${name.padEnd(12)}${about}`)
  const command = new Command('probe')
    .description('tests the connectivity of clients step by step, and says what to do about what fails')
    .addArgument(new Argument('<what>', 'what to test').choices([...probes.keys()]))
  return addNetworkOptions(command)
    .option('--email <address>', 'e-mail address of the mailbox, when the target is a host')
    .addOption(duration('--timeout <duration>', 'time for one client action', '30s'))
    .addOption(
      duration('--hold <duration>', 'time without an answer after which a Ping counts as held (real servers)', '5s'),
    )
    .option('--details', 'show all that was seen at each step', false)
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json', 'html']).default('text'))
    .option('--out <file>', 'write to a file; .html and .json choose the format')
    .addHelpText('after', `\nWhat can be tested:\n${about.join('\n')}`)
    .action(async (what: string, options: Options) => {
      const report = await probe(what, options, console)
      const format = formatOf(options)
      const text =
        format === 'json'
          ? `${JSON.stringify(report, undefined, 2)}\n`
          : format === 'html'
            ? probeHtml(report)
            : probeText(report, options.out === undefined ? console : plain(console), options.details)
      if (options.out === undefined) console.out.write(text)
      else {
        await write(options.out, text)
        console.out.write(`${report.root.title}: ${report.result}, written to ${options.out}\n`)
      }
      exit(report.result === 'failed' ? 1 : 0)
    })
}

async function probe(what: string, options: Options, console: Console): Promise<ProbeReport> {
  const chosen = probes.get(what)
  if (chosen === undefined) throw failure('BH_ERR_USAGE', { problem: `There is no probe ${what}.`, command: 'probe ' })
  const named = options.target === undefined ? {} : readTarget(options.target, 'probe ')
  if (options.email !== undefined && !emailAddress.safeParse(options.email).success) {
    throw failure('BH_ERR_USAGE', { problem: `--email wants an address, not "${options.email}".`, command: 'probe ' })
  }
  await using stack = new AsyncDisposableStack()
  // The DNS probe asks what DNS says, not where the user leads connections to.
  const network = await openNetwork(what === 'dns' ? { ...options, connect: [] } : options, 'probe ', stack)
  const account = chosen.logsOn ? await accountFor(options, network, options.email ?? named.email, 'probe ') : undefined
  const target = targetOf(what, named, options.email, network, account)
  const { from, other, record, trace, whenHeld } = network
  using progress = createProgress(console)
  return await runProbe(
    chosen,
    target,
    {
      from,
      other,
      record,
      trace,
      whenHeld,
      account,
      signal: console.signal,
      auth: options.auth,
      timeout: options.timeout,
      hold: options.hold,
      progress: progress.show,
    },
    options.target ?? network.topology ?? '',
  )
}

function formatOf({ format, out }: Options): Options['format'] {
  if (format !== 'text' || out === undefined) return format
  return /\.html?$/i.test(out) ? 'html' : /\.json$/i.test(out) ? 'json' : 'text'
}

/** A file wants no colours, and lines as long as they are. */
const plain = (console: Console): Console => ({
  ...console,
  out: Object.create(console.out, { columns: { value: undefined } }) as Console['out'],
  style: (_, text) => text,
})

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw failure('BH_ERR_WRITE', { file, reason: fileReason(error, 'write') }, error)
  }
}

function duration(flags: string, about: string, standard: string): Option {
  const parse = (text: string): number => {
    const read = timeLimit.safeParse(text)
    if (!read.success) throw new InvalidArgumentError('Give a duration such as 500ms, 5s or 1m.')
    return read.data
  }
  return new Option(flags, about).argParser(parse).default(parse(standard), standard)
}
