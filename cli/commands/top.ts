// `bridgehead top`: what an edge is doing, as its admin endpoint tells it.

import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError, Option } from 'commander'
import { BridgeheadError, failure } from '../../base/errors.ts'
import { timeLimit } from '../../topology/schema/values.ts'
import { type Console, wrap } from '../console.ts'
import { type Look, look } from '../top/admin-client.ts'
import { adminUrl, usualEndpoint } from '../top/endpoint.ts'
import { activityBetween, type EdgeActivity } from '../top/rates.ts'
import { Screen } from '../top/screen.ts'
import { type Room, viewLines } from '../top/view.ts'

interface Options {
  readonly every: number
  readonly once?: boolean
  readonly format: 'text' | 'json'
}

/** The command: a table of farms and servers, drawn anew until Ctrl-C; without a terminal a block of text each time. */
export function topCommand(console: Console, exit: (code: number) => void): Command {
  return new Command('top')
    .description('shows what a running edge does: its servers, their health, requests, times and bytes')
    .argument('[endpoint]', 'URL or address:port of the admin endpoint, or the edge file', usualEndpoint)
    .addOption(
      new Option('--every <duration>', 'time between two looks, such as 500ms or 5s')
        .argParser(durationOf)
        .default(1_000, '1s'),
    )
    .option('--once', 'measure once for that long, print, and end')
    .addOption(new Option('--format <format>', 'how to print, with --once').choices(['text', 'json']).default('text'))
    .action(async (target: string, { every, once, format }: Options) => {
      if (format === 'json' && once !== true) {
        throw failure('BH_ERR_USAGE', { problem: '--format json goes with --once.', command: 'top ' })
      }
      const url = adminUrl(target)
      const watched = watch(url, every, console.signal)
      if (once === true) await printOnce(watched, format, console)
      else if (console.out.isTTY === true) await showOnScreen(watched, console)
      else await printBlocks(watched, console)
      exit(0)
    })
}

/** What happened since the look before; an error that later looks met, which are taken all the same. */
type Seen = EdgeActivity | BridgeheadError

/** Looks again and again until the signal. @throws BH_ERR_ADMIN_UNREACHABLE from the first look only */
async function* watch(url: string, every: number, signal: AbortSignal): AsyncGenerator<Seen> {
  try {
    let before: Look = await look(url, signal)
    for (;;) {
      await sleep(every, undefined, { signal })
      try {
        const after = await look(url, signal)
        yield activityBetween(before, after)
        before = after
      } catch (error) {
        if (!(error instanceof BridgeheadError)) throw error
        yield error
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function printOnce(watched: AsyncGenerator<Seen>, format: 'text' | 'json', console: Console): Promise<void> {
  for await (const seen of watched) {
    if (seen instanceof BridgeheadError) throw seen
    if (format === 'json') console.out.write(`${JSON.stringify(seen, undefined, 2)}\n`)
    else console.out.write(block(seen, console))
    return
  }
}

async function printBlocks(watched: AsyncGenerator<Seen>, console: Console): Promise<void> {
  let first = true
  for await (const seen of watched) {
    if (seen instanceof BridgeheadError) console.err.write(`bridgehead: ${seen.message} [${seen.code}]\n`)
    else console.out.write(`${first ? '' : '\n'}${block(seen, console)}`)
    first = false
  }
}

async function showOnScreen(watched: AsyncGenerator<Seen>, console: Console): Promise<void> {
  // The first look may fail; its error is to stand where it can be read.
  const { value: first } = await watched.next()
  if (first === undefined) return
  using screen = new Screen(console.out)
  const draw = (seen: Seen): void => {
    const { columns, rows } = roomOf(console)
    if (seen instanceof BridgeheadError)
      screen.draw([...wrap(seen.message, 0, columns).split('\n'), 'Trying again; Ctrl-C ends it.'])
    else screen.draw(viewLines(seen, console, { columns, rows }))
  }
  draw(first)
  for await (const seen of watched) draw(seen)
}

function block(activity: EdgeActivity, console: Console): string {
  return `${viewLines(activity, console, { ...roomOf(console), rows: undefined }).join('\n')}\n`
}

/** Terminals that do not know their size say 0. */
function roomOf({ out: { columns, rows } }: Console): Room {
  return { columns: columns || undefined, rows: rows || undefined }
}

function durationOf(text: string): number {
  const read = timeLimit.safeParse(text)
  if (!read.success) throw new InvalidArgumentError('Give a duration such as 500ms, 1s or 1m.')
  return read.data
}
