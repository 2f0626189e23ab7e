#!/usr/bin/env node
// Plain JavaScript, so that an old Node too gets as far as the sentence below.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Bridgehead needs Node 24 or later; this is Node ${process.versions.node}. In a checkout, run it as "npx bridgehead": npm has installed a fitting Node there.\n`,
  )
  process.exit(2)
}

// A checkout runs from its sources, a package from what was compiled.
const source = new URL('../cli/main.ts', import.meta.url)
const { main } = await import(existsSync(fileURLToPath(source)) ? source.href : '../dist/cli/main.js')
await main(process.argv.slice(2))
