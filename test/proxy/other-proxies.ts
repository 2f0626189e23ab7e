// Real nginx and HAProxy for tests, where they are installed.

import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { waitUntil, within } from '../../base/deadline.ts'
import { messageOf } from '../../base/message-of.ts'
import { freePort } from '../helpers/free-port.ts'
import { wireTo } from './wire.ts'

/** A program, and how it is told the folder that has its configuration in the file `conf`. */
export interface ProxyProgram {
  readonly name: string
  readonly options: (folder: string) => readonly string[]
}

export const nginx: ProxyProgram = {
  name: 'nginx',
  options: (folder) => ['-p', folder, '-c', join(folder, 'conf'), '-e', 'stderr'],
}

export const haproxy: ProxyProgram = {
  name: 'haproxy',
  options: (folder) => ['-q', '-db', '-f', join(folder, 'conf')],
}

/** What every HAProxy of a test begins its configuration with. */
export const haproxyDefaults = `defaults
  mode http
  timeout connect 2s
  timeout client 5s
  timeout server 5s
`

/** Why tests with these programs are skipped; false where all of them are installed. */
export function notInstalled(...programs: readonly ProxyProgram[]): string | false {
  const names = programs.map(({ name }) => name).filter((name) => spawnSync(name, ['-v']).status !== 0)
  return names.length > 0 && `${names.join(' and ')} not installed (apt-get install ${names.join(' ')})`
}

export interface RunningProxy extends AsyncDisposable {
  readonly port: number
}

/**
 * Starts it on a free port; should somebody else have taken that meanwhile, on another.
 * @param config what its configuration says, given the port to listen on
 */
export async function startProxy(program: ProxyProgram, config: (port: number) => string): Promise<RunningProxy> {
  for (let tries = 1; ; tries++) {
    const folder = await mkdtemp(join(tmpdir(), `bridgehead-${program.name}-`))
    const port = await freePort()
    await writeFile(join(folder, 'conf'), config(port))
    const child = spawn(program.name, program.options(folder), { stdio: ['ignore', 'ignore', 'pipe'] })
    const exited = once(child, 'exit')
    const kill = (): void => void child.kill('SIGKILL')
    process.once('exit', kill)
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    const running = (): boolean => child.exitCode === null && child.signalCode === null
    const stop = async (): Promise<void> => {
      if (running()) child.kill('SIGTERM')
      await within(exited, 2_000, `${program.name} to end`).catch(() => {
        kill()
        return exited
      })
      process.off('exit', kill)
      await rm(folder, { recursive: true, force: true })
    }
    const listens = async (): Promise<boolean> => {
      if (running()) (await wireTo(port)).socket.destroy()
      return true
    }
    try {
      await waitUntil(listens, { what: `${program.name} to listen` })
      if (running()) return { port, [Symbol.asyncDispose]: stop }
    } catch (error) {
      said += messageOf(error)
    }
    await stop()
    if (tries === 3) throw new Error(`${program.name} does not start: ${said}`)
  }
}
