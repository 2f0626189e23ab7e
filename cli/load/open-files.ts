// Every connection takes an open file; a process that runs out of them fails in ways that look like the server's fault.

import { readFileSync } from 'node:fs'
import { failure } from '../../base/errors.ts'

/** Files beside those of the clients: modules, DNS, timers, the lab's own listeners. */
const ownFiles = 200
/** A client's connection through a lab in the same process: client, edge in and out, server, front end to back end. */
const filesInLab = 6

/**
 * Sees that the process may open as many files as a load needs. Node has raised its own limit as far as it may.
 * @throws BH_ERR_OPEN_FILES
 */
export function checkOpenFiles(users: number, labInProcess: boolean): void {
  const each = labInProcess ? filesInLab : 1
  const needed = users * each + ownFiles
  const limit = openFileLimit()
  if (limit === undefined || needed <= limit) return
  throw failure('BH_ERR_OPEN_FILES', {
    users,
    needed,
    limit,
    most: Math.floor((limit - ownFiles) / each),
    more: labInProcess
      ? 'or run the lab in a process of its own (bridgehead up --state) and give --state here'
      : 'or spread the load over several processes',
  })
}

/** The limit of this process; undefined where the system does not tell. */
function openFileLimit(): number | undefined {
  try {
    const line = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    return line === null ? undefined : Number(line[1])
  } catch {
    return undefined
  }
}
