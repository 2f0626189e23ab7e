// Runs the test files, which are tap programs, several processes at a time (shared-processes.ts says which share one).
//
// `tap run` would do the same, with a loader for coverage and source maps in every process. Nothing here needs it, and it
// costs three times the processor time of an empty test file (0.43 s against 0.12 s): a third of the whole suite.

import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Parser } from 'tap-parser'

/** What came of one process: a file, or some that share it. */
export interface FileOutcome {
  /** The file; of several the first, and how many more there are. */
  readonly file: string
  /** Assertions, as tap counts them. */
  readonly passed: number
  readonly failed: number
  /** Why tests of it were skipped. */
  readonly skipped: readonly string[]
  /** What a person wants to read of a file that failed: its failed assertions, what it wrote to stderr, how it ended. */
  readonly report: string | undefined
  readonly milliseconds: number
}

export interface TestRun {
  readonly root: string
  /** Files at a time. */
  readonly jobs: number
  readonly env: NodeJS.ProcessEnv
  /** Where it is remembered how long each file took: the longest go first. */
  readonly cache: string
  readonly onOutcome: (outcome: FileOutcome) => void
}

/** Milliseconds for one file, unless it says otherwise with `t.setTimeout`, for several, and the most that any gets. */
const limit = 60_000
const sharedLimit = 120_000
const longest = 180_000

/** Runs the files of each process; gives the outcomes in the order in which they ended. */
export async function runTests(processes: readonly (readonly string[])[], run: TestRun): Promise<FileOutcome[]> {
  const durations = await readDurations(run.cache)
  const lasting = (files: readonly string[]): number => durations[nameOf(files)] ?? guess(files)
  const waiting = [...processes].sort((a, b) => lasting(b) - lasting(a))
  const outcomes: FileOutcome[] = []
  const work = async (): Promise<void> => {
    for (let files = waiting.shift(); files !== undefined; files = waiting.shift()) {
      const outcome = await runFiles(files, run)
      outcomes.push(outcome)
      run.onOutcome(outcome)
    }
  }
  await Promise.all(Array.from({ length: run.jobs }, work))
  for (const { file, milliseconds } of outcomes) durations[file] = Math.round(milliseconds)
  await mkdir(run.cache, { recursive: true })
  await writeFile(join(run.cache, 'durations.json'), JSON.stringify(durations))
  return outcomes
}

/** For a first run, which CI's always is: those that start programs last longest, the package's most of all. */
function guess(files: readonly string[]): number {
  const [, folder = ''] = files[0]?.split('/') ?? []
  return files.length * ({ package: 60_000, cli: 5_000, interop: 5_000 }[folder] ?? 1_000)
}

async function readDurations(cache: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(join(cache, 'durations.json'), 'utf8'))
  } catch {
    return {}
  }
}

function nameOf([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? first : `${first} and ${more.length} more`
}

function runFiles(files: readonly string[], { root, env }: TestRun): Promise<FileOutcome> {
  const began = performance.now()
  const file = nameOf(files)
  const [only, ...more] = files
  const shared = more.length > 0
  const program = shared || only === undefined ? join(import.meta.dirname, 'test-files.ts') : join(root, only)
  const child = spawn(process.execPath, [program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TAP: '1',
      TAP_TIMEOUT: String((shared ? sharedLimit : limit) / 1_000),
      ...(shared && { BRIDGEHEAD_TEST_FILES: JSON.stringify(files) }),
      ...env,
    },
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors = (errors + text).slice(-20_000)
  })
  // tap itself ends a file whose time is over; this is for one that no longer listens.
  const timer = setTimeout(() => child.kill('SIGKILL'), longest)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      const how = signal === null ? `exit code ${code}` : `ended by ${signal}`
      resolve({ file, ...read(output, code === 0, `${errors}${how}\n`), milliseconds: performance.now() - began })
    })
  })
}

function read(output: string, well: boolean, rest: string): Omit<FileOutcome, 'file' | 'milliseconds'> {
  const parser = new Parser()
  const count = { passed: 0, failed: 0 }
  countIn(parser, count)
  parser.end(output)
  const failed = well && parser.ok ? count.failed : Math.max(count.failed, 1)
  const skipped = [...output.matchAll(/^ *ok \d+.*? # SKIP (.+)$/gm)].map(([, reason = '']) => reason)
  const blocks = output.match(/^( *)not ok .*\n(?:\1 *---\n[\s\S]*?\n\1 *\.\.\.\n)?/gm) ?? []
  return { passed: count.passed, failed, skipped, report: failed === 0 ? undefined : `${blocks.join('')}${rest}` }
}

/** Counts assertions: the line that ends a subtest is none. */
function countIn(parser: Parser, count: { passed: number; failed: number }): void {
  let closes = false
  parser.on('child', (child: Parser) => {
    closes = true
    countIn(child, count)
  })
  parser.on('assert', ({ ok, todo, skip }: { ok: boolean; todo: string | boolean; skip: string | boolean }) => {
    if (closes) closes = false
    else if (ok) count.passed += skip === false && todo === false ? 1 : 0
    else count.failed += 1
  })
}
