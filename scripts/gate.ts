// `npm test`: the whole gate, the same here and in CI. Cheap checks first; one that fails ends it.
// Its last line is `N passed, N failed`, tap's real counts of assertions.

import { spawn } from 'node:child_process'
import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { runTests } from './run-tests.ts'
import { byProcess } from './shared-processes.ts'

const root = join(import.meta.dirname, '..')
const only = process.argv.slice(2)

/** Runs a package's command with this very Node; gives its exit code and what it printed. */
function run(script: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

const checks: readonly [title: string, script: string, args: readonly string[]][] = [
  ['format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  // Each further checker works out the types of the schemas anew: four take half as much processor time again as one.
  ['types', 'typescript/bin/tsc', ['-p', '.', '--checkers', '1']],
  ['dead code', 'knip/bin/knip.js', []],
]

if (only.length === 0) {
  const failed = await Promise.all(
    checks.map(async ([title, script, args]) => {
      const start = performance.now()
      const { code, output } = await run(script, args)
      const what = `${title} (${Math.round(performance.now() - start)} ms)`
      console.log(code === 0 ? `ok   ${what}` : `FAIL ${what}\n${output}`)
      return code !== 0
    }),
  )
  const count = failed.filter(Boolean).length
  if (count > 0) {
    console.log(`0 passed, ${count} failed`)
    process.exit(1)
  }
}

const cache = join(root, 'node_modules', '.cache', 'bridgehead-tests')
let done = 0
const files: string[] = []
for await (const file of glob(only.length > 0 ? only : ['test/**/*.test.ts'], { cwd: root })) files.push(file)
files.sort()
// Files that are asked for by name get a process each, as when they are run by hand.
const processes = only.length > 0 ? files.map((file) => [file]) : await byProcess(files, root)
const outcomes = await runTests(processes, {
  root,
  // Test files spend part of their time waiting: for deadlines, for child processes.
  jobs: 2 * availableParallelism(),
  // Without this, each process strips and compiles the same modules anew.
  env: { NODE_COMPILE_CACHE: cache },
  cache,
  onOutcome({ file, report }) {
    done += 1
    if (process.stdout.isTTY) process.stdout.write(`\r\u001b[2K${done} of ${processes.length} processes of tests`)
    if (report !== undefined) console.log(`\nFAIL ${file}\n${report}`)
  },
})
if (process.stdout.isTTY) process.stdout.write('\r\u001b[2K')
for (const [reason, { length }] of Map.groupBy(
  outcomes.flatMap(({ skipped }) => skipped),
  String,
)) {
  console.log(`skipped: ${reason}${length > 1 ? ` (${length} tests)` : ''}`)
}
const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0)
const [passed, failed] = [sum(outcomes.map((one) => one.passed)), sum(outcomes.map((one) => one.failed))]
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
