// A small HTTP client: one request, the whole answer, headers as they came.

import { type Agent, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Echo } from './echo-modules.ts'

export interface Ask {
  readonly port: number
  /** PEM to trust; makes it TLS. */
  readonly trust?: string
  readonly method?: string
  readonly path: string
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly agent?: Agent
}

export interface Answer {
  readonly status: number
  readonly reason: string
  readonly body: string
  /** All values of a header, in order. */
  all(name: string): string[]
  header(name: string): string | undefined
  /** The body of an echo. */
  echo(): Echo
}

export function ask(options: Ask): Promise<Answer> {
  const { port, trust, path, method = 'GET', host = 'mail.contoso.com', headers = {}, body, agent } = options
  const common = { host: '127.0.0.1', port, path, method, headers: { host, ...headers }, agent }
  return new Promise((resolve, reject) => {
    const request =
      trust === undefined
        ? plainRequest(common)
        : secureRequest({ ...common, ca: trust, servername: host.replace(/:\d+$/, '') })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('error', reject)
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const all = (name: string): string[] =>
          response.rawHeaders.filter(
            (_, at) => at % 2 === 1 && response.rawHeaders[at - 1]?.toLowerCase() === name.toLowerCase(),
          )
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          body: text,
          all,
          header: (name) => all(name)[0],
          echo: () => JSON.parse(text),
        })
      })
    })
    request.end(body)
  })
}

export function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` }
}
