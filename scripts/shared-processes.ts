// Which test files share a process. One costs a quarter of a second of processor time before its first test, for Node, tap and
// the modules that it tests, and most files need less than that for the tests themselves: 70 files of codecs and schemas took
// 31 s, each in a process of its own, and 3 s in one.
//
// A file shares where all that it sets up is its tests' own, which run one after the other. Whatever it does at its top level
// lasts until the process ends; so do settings of the process. Such a file, and any whose subject is time, memory or a process,
// has one to itself.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders with files that share. Those of the command line and of independent programs are about processes. */
const shared = /^test\/(base|http1|protocols|topology|report|mock-exchange|proxy|clients|scenarios|lab|dns)\//

/** What keeps a file from sharing. */
const alone = [
  // Servers, folders and time limits of the whole file.
  /^(const .*=\s*)?(await|for await)\b/m,
  /^(const .*= )?t\.(testdir|teardown|before|after|beforeEach|afterEach|setTimeout)\b/m,
  // Settings of the process, and what is measured of it.
  /virtual-time|node:test|node:child_process|node:worker_threads|process\.(env|on|once|exit|chdir|memoryUsage|cpuUsage)/,
  /memory|\bgc\b|PerformanceObserver|monitorEventLoopDelay|performance\.now/,
  // tap's own: what it intercepts is intercepted for all.
  /\bt\.(capture|intercept|mockImport|mockRequire|chdir)\b/,
]

/** Files of one process at most: some processes run side by side. */
const most = 12

/** The files by process, each process's in order. */
export async function byProcess(files: readonly string[], root: string): Promise<readonly (readonly string[])[]> {
  const own: string[][] = []
  const together = new Map<string, string[]>()
  for (const file of files) {
    const text = shared.test(file) ? await readFile(join(root, file), 'utf8') : undefined
    if (text === undefined || alone.some((pattern) => pattern.test(text))) own.push([file])
    else {
      const folder = file.split('/').slice(0, 2).join('/')
      together.set(folder, [...(together.get(folder) ?? []), file])
    }
  }
  const shares = [...together.values()].flatMap((list) =>
    Array.from({ length: Math.ceil(list.length / most) }, (_, at) => list.slice(at * most, (at + 1) * most)),
  )
  return [...own, ...shares]
}
