// `bridgehead load`: many clients at once, on a lab or on real servers, and how they fare.

import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { failure } from '../../base/errors.ts'
import { loadProfiles } from '../../clients/load/profiles/index.ts'
import { type LoadFigures, type RunningLoad, startLoad } from '../../clients/load/run-load.ts'
import { loadTopology } from '../../topology/index.ts'
import { duration, timeLimit } from '../../topology/schema/values.ts'
import { type AccountOptions, accountFor } from '../client-network/account.ts'
import { openNetwork } from '../client-network/open.ts'
import { addNetworkOptions } from '../client-network/options.ts'
import type { NetworkOptions } from '../client-network/types.ts'
import type { Console } from '../console.ts'
import { readMix } from '../load/mix.ts'
import { checkOpenFiles } from '../load/open-files.ts'
import { throughEdge } from '../load/through.ts'
import { loadLines } from '../load/view.ts'
import { withUsers } from '../load/with-users.ts'
import { readTarget } from '../probe/target.ts'
import { Screen } from '../top/screen.ts'
import { wholeNumber } from '../whole-number.ts'

interface Options extends NetworkOptions, AccountOptions {
  readonly users: number
  readonly mix: string
  readonly for?: number
  readonly count?: number
  readonly pause: number
  readonly through?: string
  readonly format: 'text' | 'json'
}

/** Milliseconds between two drawings of the live table. */
const drawEvery = 500

/** The command: exit 0 without errors, 1 with, 2 when it could not run; Ctrl-C ends it with the figures so far. */
export function loadCommand(console: Console, exit: (code: number) => void): Command {
  const about = [...loadProfiles.values()].map(({ name, about }) => `  ${name.padEnd(12)}${about}`)
  return addNetworkOptions(
    new Command('load').description(
      'drives many clients at once and prints how they fare: requests, times, errors, held requests',
    ),
  )
    .addOption(new Option('--users <number>', 'clients at once').argParser(wholeNumber).default(10))
    .option('--mix <kinds>', 'kinds of clients with their shares', 'activesync=60,ews=20,outlook=10,owa=10')
    .addOption(new Option('--for <duration>', 'how long; 30s when there is no --count').argParser(time(timeLimit)))
    .addOption(new Option('--count <number>', 'rounds in all: a folder opened, a Ping answered').argParser(wholeNumber))
    .addOption(
      new Option('--pause <duration>', 'between two rounds of a client').argParser(time(duration)).default(1_000, '1s'),
    )
    .option('--through <edge>', 'the edge that they go through, whatever DNS says; with --topology')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', `\nKinds of clients:\n${about.join('\n')}`)
    .action(async (options: Options) => {
      const figures = await load(options, console)
      if (options.format === 'json') console.out.write(`${JSON.stringify(figures, undefined, 2)}\n`)
      else console.out.write(`${loadLines(figures, console).join('\n')}\n`)
      exit(figures.profiles.some(({ errors }) => errors > 0) ? 1 : 0)
    })
}

async function load(options: Options, console: Console): Promise<LoadFigures> {
  const mix = readMix(options.mix, options.users)
  if (options.through !== undefined && options.topology === undefined) {
    throw failure('BH_ERR_USAGE', { problem: '--through names an edge of a --topology.', command: 'load ' })
  }
  checkOpenFiles(options.users, options.topology !== undefined)
  const named = options.target === undefined ? {} : readTarget(options.target, 'load ')
  await using stack = new AsyncDisposableStack()
  const network = await openNetwork(options, 'load ', stack, (plan) => withUsers(plan, options.users))
  const host = named.host ?? network.mailHost
  if (host === undefined) {
    throw failure('BH_ERR_USAGE', { problem: 'Give the host name of the service as --target.', command: 'load ' })
  }
  const from =
    options.through === undefined || options.topology === undefined
      ? network.from
      : throughEdge(loadTopology(options.topology), options.through, [network.from, network.other ?? network.from])
  const account = await accountFor(options, network, named.email, 'load ')
  const users =
    options.user === undefined && network.users.length > 0 ? network.users : account === undefined ? [] : [account]
  if (users.length === 0) throw failure('BH_ERR_USAGE', { problem: 'Give the clients a --user.', command: 'load ' })

  const running = startLoad(
    {
      mix,
      duration: options.for ?? (options.count === undefined ? 30_000 : undefined),
      count: options.count,
      pause: options.pause,
    },
    { from, users, signal: console.signal, origin: new URL(`https://${host}`) },
  )
  if (options.format === 'text' && console.out.isTTY === true) await show(running, console)
  return await running.done
}

/** The table, drawn over in place until the load is over. */
async function show(running: RunningLoad, console: Console): Promise<void> {
  const over = new AbortController()
  const done = running.done.finally(() => over.abort())
  using screen = new Screen(console.out)
  while (!over.signal.aborted) {
    screen.draw([...loadLines(running.figures(), console), '', 'Ctrl-C ends it.'])
    await sleep(drawEvery, undefined, { signal: over.signal }).catch(() => undefined)
  }
  await done
}

function time(schema: typeof timeLimit | typeof duration): (text: string) => number {
  return (text) => {
    const read = schema.safeParse(text)
    if (!read.success) throw new InvalidArgumentError('Give a duration such as 500ms, 30s or 5m.')
    return read.data
  }
}
