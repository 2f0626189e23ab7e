// Child processes of the benchmark: pinned to a core where the system can, ended by their id, measured from outside.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'

const canPin = has('taskset', ['--version'])

/** Whether processes are pinned to cores here; without that, figures are shared with whatever else runs. */
export const pinned = canPin
/** Whether a process's use of the processor can be read from outside. */
export const measured = process.platform === 'linux'

/** A process of the benchmark. */
export interface Running extends AsyncDisposable {
  readonly pid: number
  /** The next line of its output. */
  line(): Promise<string>
  /** Waits until it accepts connections on a port of this machine. @throws after ten seconds, or when it has ended */
  accepts(port: number): Promise<void>
}

/** Starts a program on a core, or on several: `0,1`. Its stderr is kept for the error when it ends on its own. */
export function start(cores: string, command: readonly string[]): Running {
  const [file = '', ...args] = canPin ? ['taskset', '-c', cores, ...command] : command
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-2_000)
  })
  const what = command.slice(0, 2).join(' ')
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? 0,
    async line() {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${what} has ended: ${reasonIn(errors)}`)
      return value
    },
    async accepts(port) {
      for (let tries = 0; tries < 200; tries++) {
        if (child.exitCode !== null) throw new Error(`${what} has ended: ${reasonIn(errors)}`)
        if (await isOpen(port)) return
        await sleep(50)
      }
      throw new Error(`${what} does not listen on port ${port}: ${reasonIn(errors)}`)
    },
    [Symbol.asyncDispose]: () => end(child),
  }
}

/** What a program says of its end: the message of an exception, else its last line. */
function reasonIn(errors: string): string {
  const message = /^\w*Error: (.+)$/m.exec(errors)?.[1]
  return message ?? errors.trim().split('\n').at(-1) ?? ''
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  // A master of nginx that is killed outright leaves its workers behind.
  child.kill('SIGTERM')
  const late = setTimeout(() => child.kill('SIGKILL'), 2_000)
  await ended
  clearTimeout(late)
}

function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}

/** What a process and its children have used: seconds of processor (user and system), and bytes of memory now. */
export function usage(pid: number): { readonly seconds: number; readonly bytes: number } {
  let seconds = 0
  let bytes = 0
  for (const one of [pid, ...descendants(pid)]) {
    try {
      const fields = statOf(one)
      // utime and stime, in ticks of 10 ms; rss in pages (proc(5), counted from the field after the name).
      seconds += (Number(fields[11]) + Number(fields[12])) / 100
      bytes += Number(fields[21]) * 4_096
    } catch {
      // It has ended meanwhile.
    }
  }
  return { seconds, bytes }
}

function descendants(pid: number): number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => {
      try {
        return Number(statOf(one)[1]) === pid
      } catch {
        return false
      }
    })
  return children.flatMap((child) => [child, ...descendants(child)])
}

/** The fields of /proc/<pid>/stat after the name, which may itself have blanks: state, parent … */
function statOf(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}

function has(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
