import * as z from 'zod'
import { CauseError } from '../../base/failure-cause.ts'
import { rdgErrors } from '../../protocols/rdg/index.ts'
import { tsErrors } from '../../protocols/tsproxy/index.ts'
import { port, webUrl } from '../../topology/schema/values.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { scheme } from '../options.ts'
import { RpcRefusal } from '../outlook/rpc-connection.ts'
import type { ActionResult } from '../types.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { openHttpGateway } from './http-gateway.ts'
import { openRpcGateway } from './rpc-gateway.ts'

/** Characters of an answer that go into the facts. */
const heardAtMost = 200

const meanings: Readonly<Record<number, string>> = {
  [rdgErrors.internal]: 'an internal error',
  [rdgErrors.hostUnreachable]: 'the host cannot be reached',
  [rdgErrors.notSupported]: 'the version is not supported',
  [rdgErrors.cookieDenied]: 'the cookie is denied',
  [rdgErrors.unsupportedAuthentication]: 'the authentication is not supported',
  [tsErrors.accessDenied]: 'access is denied',
  [tsErrors.connectFailedCode]: 'the host cannot be reached',
}

const transports = {
  http: { path: '/remoteDesktopGateway/', open: openHttpGateway },
  rpc: { path: '/rpc/rpcproxy.dll', open: openRpcGateway },
} as const

export const rdgConnect = defineAction({
  name: 'rdg.connect',
  about:
    'A remote desktop client connects through an RD Gateway over HTTP, or by RPC over HTTP as older ones do: both channels, handshake, tunnel, authorization, and a channel to a computer inside. Facts: stage (the last one reached: handshake, tunnel, authorization, channel); error of the gateway when it refuses, heard (first characters of what the computer said) when something is said.',
  options: z.strictObject({
    url: webUrl.describe(
      'URL of the gateway; with the host alone, the path is /remoteDesktopGateway/, or /rpc/rpcproxy.dll by RPC',
    ),
    transport: z.enum(['http', 'rpc']).default('http').describe('how the gateway is spoken to'),
    host: z.string().min(1).describe('computer inside to connect to, by name or address'),
    port: port.default(3389).describe('its port'),
    auth: scheme('ntlm'),
    say: z.string().optional().describe('text to send to the computer; its answer is waited for'),
  }),
  async act(run, { url: given, transport, host, port, auth, say }) {
    const { path, open } = transports[transport]
    const url = withPath(new URL(given), path)
    const opened = await open(run, url, auth, { host, port })
    if ('refused' in opened) {
      const response = { ...opened.refused, body: Buffer.concat(await opened.refused.body.toArray()) }
      if (response.status !== 401) return run.failed(`${answered(response)}.`)
      const { summary, facts } = logOnRefused(response, auth, run.context.as)
      return run.failed(summary, facts)
    }
    using gateway = opened
    for (const { stage, ask } of gateway.steps) {
      run.note({ stage })
      const failed = refusedBy(run, await inWords(url, ask()), `${stage} (${host}:${port})`, url)
      if (failed !== undefined) return failed
    }
    run.context.established()
    if (say !== undefined) {
      gateway.say(Buffer.from(say, 'utf8'))
      const heard = await inWords(url, gateway.heard())
      if (heard === undefined) return run.failed(`${host}:${port} closed the channel without a word.`)
      run.note({ heard: heard.toString('utf8').slice(0, heardAtMost) })
    }
    gateway.close()
    return run.ok(`${placeOf(url)} opened a channel to ${host}:${port}.`)
  },
})

function withPath(url: URL, path: string): URL {
  return url.pathname === '/' && url.search === '' ? new URL(path, url) : url
}

function refusedBy(run: ActionRun, error: number, step: string, url: URL): ActionResult | undefined {
  if (error === rdgErrors.none) return undefined
  const code = `0x${error.toString(16)}`
  return run.failed(`${placeOf(url)} refused the ${step}: ${meanings[error] ?? 'an unknown error'} (${code}).`, {
    error: code,
  })
}

async function inWords<T>(url: URL, promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error
    const sentence = `${placeOf(url)} joined the channels, and refused: ${error.message}.`
    throw new CauseError('bad-response', sentence, error)
  }
}
