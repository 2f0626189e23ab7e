import { CauseError } from '../../base/failure-cause.ts'
import { edgeWarnings, startEdge } from '../../proxy/index.ts'
import type { Console } from '../console.ts'
import { Configuration } from '../reload/configuration.ts'
import { startWarnings } from './warnings.ts'

/**
 * Reads an edge file as `proxy` would, certificates and authorities with it, and says whether it can be used. The edge is started
 * for a moment, out of reach and reaching nobody: what fails there alone is told too. Ports in use are not looked at, as
 * the edge that has them may be running.
 * @throws as `Configuration.load` and `startEdge`
 */
export async function checkEdge(file: string, console: Console): Promise<void> {
  const setup = await new Configuration(file).load()
  await using _edge = await startEdge(setup, {
    dial: () => Promise.reject(new CauseError('no-route', 'this is a check')),
    bind: () => ({ host: '127.0.0.1', port: 0 }),
  })
  using warnings = startWarnings(() => edgeWarnings(setup, Date.now()), console)
  warnings.tell()
  console.out.write(`${file} can be used\n`)
}
