#!/usr/bin/env node
// Plain JavaScript, so that an old Node too gets as far as the sentence below.

import { existsSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Bridgehead needs Node 24 or later; this is Node ${process.versions.node}. In a checkout, run it as "npx bridgehead": npm has installed a fitting Node there.\n`,
  )
  process.exit(2)
}

// The bodies that a proxy passes on are many short-lived buffers. With its usual sizes V8 collects the whole heap for every few
// dozen megabytes of them: 1.7 ms of processor time for a megabyte uploaded, 0.9 ms with these (bench/edge, up-1m). They can
// only be set when a process starts; this one becomes that one, with the same id and the same standard streams.
const heap = ['--max-semi-space-size=4', '--initial-old-space-size=128']
const sized = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((option) => /-space-size/.test(option))
if (process.argv[2] === 'proxy' && !sized && process.platform !== 'win32' && process.execve && !process.connected) {
  process.execve(
    process.execPath,
    [process.execPath, ...process.execArgv, ...heap, ...process.argv.slice(1)],
    process.env,
  )
}

// A checkout runs from its sources, a package from what was compiled.
const fromSource = existsSync(fileURLToPath(new URL('../cli/main.ts', import.meta.url)))
const load = (path) => import(new URL(fromSource ? `../${path}.ts` : `../dist/${path}.js`, import.meta.url).href)

// Stripping types and compiling takes longer than starting a lab; Node keeps the outcome for the next run.
const { cacheDirectory } = await load('certs/cache-directory')
const cache = cacheDirectory()
if (cache !== undefined) nodeModule.enableCompileCache(join(cache, 'compiled'))

const { main } = await load('cli/main')
await main(process.argv.slice(2))
