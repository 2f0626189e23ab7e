// A real HAProxy for tests, where it is installed.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil } from '../../base/deadline.ts'
import { messageOf } from '../../base/message-of.ts'
import { wireTo } from './wire.ts'

const program = 'haproxy'

/** Why tests with HAProxy are skipped; false where they are not. */
export const noHaproxy: string | false =
  spawnSync(program, ['-v']).status === 0 ? false : 'HAProxy is not installed (apt-get install haproxy)'

export interface Haproxy extends AsyncDisposable {
  readonly port: number
}

/** @param sections of the configuration after the defaults, with the port to listen on */
export async function startHaproxy(sections: (port: number) => string): Promise<Haproxy> {
  // Somebody else may get the free port first.
  for (let tries = 1; ; tries++) {
    const folder = await mkdtemp(join(tmpdir(), 'bridgehead-haproxy-'))
    const port = await freePort()
    const defaults = 'defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n'
    await writeFile(join(folder, 'conf'), `${defaults}${sections(port)}\n`)
    const child = spawn(program, ['-q', '-db', '-f', join(folder, 'conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
    const exited = once(child, 'exit')
    const kill = (): void => void child.kill('SIGKILL')
    process.once('exit', kill)
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    const running = (): boolean => child.exitCode === null && child.signalCode === null
    const stop = async (): Promise<void> => {
      kill()
      await exited
      process.off('exit', kill)
      await rm(folder, { recursive: true, force: true })
    }
    const listens = async (): Promise<boolean> => {
      if (running()) (await wireTo(port)).socket.destroy()
      return true
    }
    try {
      await waitUntil(listens, { what: 'HAProxy to listen' })
      if (running()) return { port, [Symbol.asyncDispose]: stop }
    } catch (error) {
      said += messageOf(error)
    }
    await stop()
    if (tries === 3) throw new Error(`HAProxy does not start: ${said}`)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await once(server.close(), 'close')
  return port
}
