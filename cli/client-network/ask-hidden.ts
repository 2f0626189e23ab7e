import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Asks on the terminal without showing what is typed; undefined where there is no terminal. Ctrl-C ends the process. */
export function askHidden(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process
  if (stdin.isTTY !== true) return Promise.resolve(undefined)
  stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true })
  return new Promise((resolve) => {
    lines.once('SIGINT', () => {
      stderr.write('\n')
      lines.close()
      process.kill(process.pid, 'SIGINT')
    })
    lines.question('', (answer) => {
      stderr.write('\n')
      lines.close()
      resolve(answer)
    })
    lines.once('close', () => resolve(undefined))
  })
}
