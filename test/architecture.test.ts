// Keeps DESIGN.md's import table: which folder may import which (types too), and no import cycles.

import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import t from 'tap'

const root = normalize(join(import.meta.dirname, '..'))

/** Folder → what it may import. `scenarios/result.ts` is a single file that reporters may read. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  http1: ['base'],
  protocols: ['base'],
  topology: ['base'],
  certs: ['base', 'topology'],
  dns: ['base', 'topology'],
  proxy: ['base', 'http1', 'topology'],
  'mock-exchange': ['base', 'http1', 'topology', 'protocols'],
  clients: ['base', 'http1', 'topology', 'protocols'],
  edges: ['base', 'topology'],
  lab: ['base', 'http1', 'topology', 'certs', 'dns', 'proxy', 'mock-exchange', 'edges'],
  scenarios: ['base', 'topology', 'lab', 'clients'],
  report: ['base', 'scenarios/result.ts'],
}

const files: string[] = []
for await (const file of glob('**/*.ts', { cwd: root, exclude: (name) => /node_modules|^dist$|^\.tap$/.test(name) })) {
  files.push(file.split(sep).join('/'))
}

const importPattern =
  /^\s*(?:import|export)\b[^'"]*?\bfrom\s*['"](\.[^'"]+)['"]|^\s*import\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/gm

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(importPattern)].map((match) =>
    normalize(join(dirname(file), match[1] ?? match[2] ?? match[3] ?? ''))
      .split(sep)
      .join('/'),
  )
}

const graph = new Map(files.map((file) => [file, importsOf(file)]))

t.test('every import leads to a file of the project', async (t) => {
  const missing = [...graph].flatMap(([file, targets]) =>
    targets.filter((target) => target.endsWith('.ts') && !graph.has(target)).map((target) => `${file} -> ${target}`),
  )
  t.same(missing, [])
  t.ok(graph.size > 30, 'the files of the project were found')
})

t.test('a folder imports only what the table allows', async (t) => {
  const breaches: string[] = []
  for (const [file, targets] of graph) {
    const folder = file.split('/')[0] ?? ''
    const permitted = allowed[folder]
    if (permitted === undefined) continue
    for (const target of targets) {
      const to = target.split('/')[0] ?? ''
      if (to !== folder && !permitted.includes(to) && !permitted.includes(target)) breaches.push(`${file} -> ${target}`)
    }
  }
  t.same(breaches, [])
})

t.test('every source folder stands in the table', async (t) => {
  const outside = new Set(['test', 'bench', 'scripts', 'cli', 'examples'])
  const unknown = files
    .filter((file) => file.includes('/'))
    .map((file) => file.split('/')[0] ?? '')
    .filter((folder) => !(folder in allowed) && !outside.has(folder))
  t.same([...new Set(unknown)], [])
})

t.test('imports make no cycle', async (t) => {
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...path, file])
    done.add(file)
  }
  for (const file of graph.keys()) visit(file, [])
  t.same(cycles, [])
})

t.test('tables of the servers are looked up by what clients send, so they inherit nothing', async (t) => {
  // Keys that are not a client's words: characters that a pattern has found, names out of a plan.
  const own = new Set(['mock-exchange/xml/markup.ts', 'mock-exchange/iis/paths.ts'])
  const plain = files
    .filter((file) => file.startsWith('mock-exchange/') && !own.has(file))
    .filter((file) => /^const \w+: Readonly<Record<string, .*> = \{/m.test(readFileSync(join(root, file), 'utf8')))
  t.same(plain, [], 'lookupTable of base/lookup-table.ts makes such a table')
})
