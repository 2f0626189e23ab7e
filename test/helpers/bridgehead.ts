// The command line from outside, its output and its exit status: in a process of its own, or in this one.

import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { Writable } from 'node:stream'
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
  return {
    child,
    out: () => out,
    err: () => err,
    says: (pattern) =>
      waitUntil(
        () => {
          if (child.exitCode !== null && !pattern.test(out)) throw new Error(`it ended with ${child.exitCode}: ${err}`)
          return pattern.exec(out) ?? undefined
        },
        { what: `${args[0]} to say ${pattern}`, within: 15_000 },
      ),
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
 * cost. File names are to be absolute.
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
