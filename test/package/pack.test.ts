// The package as a user gets it: packed, installed in an empty folder, and run from what was compiled.

import { execFile, spawn } from 'node:child_process'
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { waitUntil } from '../../base/deadline.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
// As a user's shell has it, without what tap puts in for its own processes.
const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env
// npm is a shell script on Unix and a .cmd file on Windows, which only a shell starts.
const npm = (args: readonly string[], cwd: string) =>
  run('npm', [...args], { cwd, env, shell: process.platform === 'win32', maxBuffer: 16 * 2 ** 20 })

t.setTimeout(120_000)

t.test('the packed package runs when installed elsewhere', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-pack-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await npm(['pack', '--pack-destination', folder], root)
  const tarball = (await readdir(folder)).find((file) => file.endsWith('.tgz'))
  t.ok(tarball, 'a tarball was made')
  await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'elsewhere', private: true, type: 'module' }))
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball ?? '')], folder)
  const command = join(folder, 'node_modules', 'bridgehead', 'bin', 'bridgehead.js')
  const bridgehead = (...args: readonly string[]) => run(process.execPath, [command, ...args], { cwd: folder, env })

  await t.test('it says its version', async (t) => {
    t.match((await bridgehead('--version')).stdout, /^\d+\.\d+\.\d+\n$/)
  })
  await t.test('it checks a built-in topology', async (t) => {
    t.match((await bridgehead('check', 'ssl-bridging')).stdout, /nothing found/)
  })
  await t.test('it runs a scenario of the catalog', async (t) => {
    t.match((await bridgehead('run', 'host-routing')).stdout, /[1-9]\d* passed, 0 failed, 0 could not run/)
  })
  await t.test('its edge runs, in worker processes too', async (t) => {
    await writeFile(
      join(folder, 'edge.yaml'),
      'workers: 1\nlisteners: [{ address: "127.0.0.1:0" }]\nrules: [{ deny: 403 }]\n',
    )
    const edge = spawn(process.execPath, [command, 'proxy', 'edge.yaml'], { cwd: folder, env })
    t.teardown(() => edge.kill('SIGKILL'))
    let out = ''
    edge.stdout.on('data', (text) => {
      out += text
    })
    await waitUntil(() => /^ready$/m.test(out), { what: 'the edge to be ready', within: 30_000 })
    const port = /^listening on 127\.0\.0\.1:(\d+) /m.exec(out)?.[1]
    t.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 403)
  })
  await t.test('a test that imports it runs', async (t) => {
    await copyFile(join(root, 'examples', 'owa-offload.test.ts'), join(folder, 'owa-offload.test.ts'))
    const { stdout } = await run(process.execPath, ['--test', 'owa-offload.test.ts'], { cwd: folder, env })
    t.match(stdout, /pass 3/)
    t.match(stdout, /fail 0/)
  })
  await t.test('it holds no sources, tests or keys', async (t) => {
    const files = await readdir(join(folder, 'node_modules', 'bridgehead'), { recursive: true })
    t.same(
      files.filter((file) => /(^|[\\/])(test|bench|scripts)[\\/]|\.key$|(?<!\.d)\.ts$/.test(file)),
      [],
    )
  })
})
