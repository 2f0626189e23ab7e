// `bridgehead proxy` from outside, for tests: an edge file in a folder of its own, real servers, requests.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningCommand, startBridgehead } from '../helpers/bridgehead.ts'

interface Undone {
  teardown(undo: () => unknown): void
}

/** A folder that is gone after the test. */
export async function folderFor(test: Undone): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bridgehead-cli-'))
  test.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A web server on loopback; gives its port. */
export async function backend(test: Undone, answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  test.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** Writes the text as edge.yaml into a folder of its own. */
export async function edgeFile(
  test: Undone,
  text: string,
): Promise<{ readonly folder: string; readonly file: string }> {
  const folder = await folderFor(test)
  const file = join(folder, 'edge.yaml')
  await writeFile(file, text)
  return { folder, file }
}

/** A running `bridgehead proxy`. */
export interface RunningProxy {
  readonly command: RunningCommand
  /** Of the first listener. */
  readonly port: number
  /** URL of the admin endpoint; empty without one. */
  readonly admin: string
}

/** Starts `bridgehead proxy` with these arguments, and waits until it is ready. */
export async function startProxy(test: Undone, args: readonly string[]): Promise<RunningProxy> {
  const command = startBridgehead(['proxy', ...args])
  test.teardown(() => command.child.kill('SIGKILL'))
  await command.says(/^ready$/m)
  const port = Number(/^listening on \S+:(\d+) /m.exec(command.out())?.[1])
  return { command, port, admin: /^admin on (\S+)$/m.exec(command.out())?.[1] ?? '' }
}

/** Sends one request on a connection of its own. */
export function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = { host: 'mail.contoso.com' },
): Promise<{ readonly status: number | undefined; readonly type: string | undefined; readonly body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, path, host: '127.0.0.1', headers, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text
      })
      const type = answer.headers['content-type']
      answer.once('end', () => resolve({ status: answer.statusCode, type, body }))
    })
      .once('error', reject)
      .end()
  })
}
