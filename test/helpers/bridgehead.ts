// The command line from outside, its output and its exit status: in a process of its own, or in this one.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { Test } from 'tap'
import { waitUntil } from '../../base/deadline.ts'
import { runCommandLine } from '../../cli/main.ts'

const command = join(import.meta.dirname, '..', '..', 'bin', 'bridgehead.js')

/** Why what a signal does cannot be tested here; false where it can. */
export const noSignals = process.platform === 'win32' && 'Windows has no signals that one process sends to another'

export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export interface RunningCommand {
  readonly child: ChildProcess
  out(): string
  err(): string
  /**
   * Asks until the answer is neither false nor undefined, or nothing is to be hoped for as the command has ended.
   * @throws BH_ERR_DEADLINE, or what the command said when it ended
   */
  until<T>(ask: () => T | false | undefined | Promise<T | false | undefined>, what: string): Promise<T>
  /** Waits until something stands in the output. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal, if one is given, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ended>
}

export interface Place {
  readonly cwd?: string
  /** Variables beside those of this process. */
  readonly env?: NodeJS.ProcessEnv
}

/** Starts `bridgehead` with arguments and no terminal. */
export function startBridgehead(args: readonly string[], { cwd, env }: Place = {}): RunningCommand {
  const child = spawn(process.execPath, [command, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    // The test runner's own loader would only slow the command down.
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined, ...env },
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  const over = new AbortController()
  child.once('close', (code) => over.abort(new Error(`${args[0]} ended with ${code}: ${err}`)))
  const until: RunningCommand['until'] = async (ask, what) => {
    try {
      return await waitUntil(ask, { what: `${args[0]} to ${what}`, within: 30_000, signal: over.signal })
    } catch (error) {
      if (!over.signal.aborted) throw error
      // What is waited for may have come with the end.
      const last = await (async () => ask())().catch(() => false as const)
      if (last === false || last === undefined) throw over.signal.reason
      return last
    }
  }
  return {
    child,
    out: () => out,
    err: () => err,
    until,
    says: (pattern) => until(() => pattern.exec(out) ?? undefined, `say ${pattern}`),
    async end(signal) {
      if (signal !== undefined) child.kill(signal)
      return { code: await closed, out, err }
    },
  }
}

/** Runs `bridgehead` to its end, in a process of its own. */
export function bridgehead(args: readonly string[], cwd?: string): Promise<Ended> {
  return startBridgehead(args, cwd === undefined ? {} : { cwd }).end()
}

/**
 * Runs a command line to its end within this process: for what a process of its own adds nothing to, at a tenth of its
 * cost. File names are of this process's folder ({@link workIn}), or absolute.
 */
export async function commandLine(args: readonly string[]): Promise<Ended> {
  const text = { out: '', err: '' }
  const stream = (to: keyof typeof text): Writable =>
    new Writable({
      decodeStrings: false,
      write: (chunk: unknown, _encoding, done) => {
        text[to] += String(chunk)
        done()
      },
    })
  let code = 0
  const console = {
    out: stream('out'),
    err: stream('err'),
    signal: new AbortController().signal,
    style: (_format: unknown, plain: string) => plain,
  }
  await runCommandLine(args, console, (given) => {
    code = given
  })
  return { code, ...text }
}

/** Makes a folder the one of this process until the test ends; only for test files that share their process with none. */
export function workIn(t: Test, folder: string): void {
  const before = process.cwd()
  process.chdir(folder)
  t.teardown(() => process.chdir(before))
}
