// `npm test`: the whole gate, the same here and in CI. Cheap checks first; the first one that fails ends it.
// Its last line is `N passed, N failed`, the test runner's real counts of assertions.

import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const only = process.argv.slice(2)
const tap = 'tap/dist/esm/run.mjs'

/** Runs a package's command with this very Node; gives its exit code. */
function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    })
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}

const checks: readonly [title: string, script: string, args: readonly string[]][] = [
  ['format and lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  ['types', 'typescript/bin/tsc', ['-p', '.']],
  ['dead code', 'knip/bin/knip.js', []],
  ['test runner without its own TypeScript loader', tap, ['build']],
]

if (only.length === 0) {
  for (const [title, script, args] of checks) {
    const start = performance.now()
    const code = await run(script, args)
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${title} (${Math.round(performance.now() - start)} ms)`)
    if (code !== 0) {
      console.log('0 passed, 1 failed')
      process.exit(1)
    }
  }
}

const folder = await mkdtemp(join(tmpdir(), 'bridgehead-gate-'))
const output = join(folder, 'all.tap')
const files = only.length > 0 ? only : ['test/**/*.test.ts']
// Test files spend part of their time waiting: for deadlines, for child processes.
const jobs = String(2 * availableParallelism())
const code = await run(tap, ['run', '--jobs', jobs, '--reporter', 'min', '--output-file', output, ...files], {
  // Every test file is a process; without this, each strips and compiles the same modules anew.
  NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'bridgehead-tests'),
})
const { passed, failed } = totals(await readFile(output, 'utf8'))
await rm(folder, { recursive: true, force: true })
// tap's reporter leaves the terminal's cursor sequence without a line end.
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = code === 0 && failed === 0 && passed > 0 ? 0 : 1

/** The runner's own count of assertions, from the comment at the end of its TAP: `# { total: 5, pass: 3, fail: 1 }`. */
function totals(text: string): { passed: number; failed: number } {
  const line =
    text
      .trimEnd()
      .split('\n')
      .findLast((line) => line.startsWith('# { total:')) ?? ''
  const number = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(line)?.[1] ?? 0)
  return { passed: number('pass'), failed: number('fail') }
}
