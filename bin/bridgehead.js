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

// A checkout runs from its sources, a package from what was compiled.
const fromSource = existsSync(fileURLToPath(new URL('../cli/main.ts', import.meta.url)))
const load = (path) => import(new URL(fromSource ? `../${path}.ts` : `../dist/${path}.js`, import.meta.url).href)

// Stripping types and compiling takes longer than starting a lab; Node keeps the outcome for the next run.
const { cacheDirectory } = await load('certs/cache-directory')
const cache = cacheDirectory()
if (cache !== undefined) nodeModule.enableCompileCache(join(cache, 'compiled'))

const { main } = await load('cli/main')
await main(process.argv.slice(2))
