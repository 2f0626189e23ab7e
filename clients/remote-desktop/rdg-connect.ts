import * as z from 'zod'
import { within } from '../../base/deadline.ts'
import { BridgeheadError } from '../../base/errors.ts'
import { CauseError } from '../../base/failure-cause.ts'
import { type RdgPacket, rdgErrors } from '../../protocols/rdg/index.ts'
import { port } from '../../topology/schema/values.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import { scheme, serviceUrl } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { type GatewayChannels, openGateway } from './gateway-channels.ts'

/** Milliseconds that each answer of the gateway may take; it tries a host for some seconds itself. */
const stepWithin = 30_000

/** Characters of an answer that go into the facts. */
const heardAtMost = 200

const meanings: Readonly<Record<number, string>> = {
  [rdgErrors.internal]: 'an internal error',
  [rdgErrors.hostUnreachable]: 'the host cannot be reached',
  [rdgErrors.notSupported]: 'the version is not supported',
  [rdgErrors.cookieDenied]: 'the cookie is denied',
  [rdgErrors.unsupportedAuthentication]: 'the authentication is not supported',
}

type Reply = Extract<RdgPacket, { readonly error: number }>

export const rdgConnect = defineAction({
  name: 'rdg.connect',
  about:
    'A remote desktop client connects through an RD Gateway over HTTP: both channels, handshake, tunnel, authorization, and a channel to a computer inside. Facts: stage (the last one reached: handshake, tunnel, authorization, channel); error of the gateway when it refuses, heard (first characters of what the computer said) when something is said.',
  options: z.strictObject({
    url: serviceUrl('/remoteDesktopGateway/'),
    host: z.string().min(1).describe('computer inside to connect to, by name or address'),
    port: port.default(3389).describe('its port'),
    auth: scheme('ntlm'),
    say: z.string().optional().describe('text to send to the computer; its answer is waited for'),
  }),
  async act(run, { url, host, port, auth, say }) {
    const opened = await openGateway(run, url, auth)
    if ('refused' in opened) {
      const response = { ...opened.refused, body: Buffer.concat(await opened.refused.body.toArray()) }
      if (response.status !== 401) return run.failed(`${answered(response)}.`)
      const { summary, facts } = logOnRefused(response, auth, run.context.as)
      return run.failed(summary, facts)
    }
    using channels = opened
    const steps = [
      ['handshake', { kind: 'handshake-request', major: 1, minor: 0, version: 1, extendedAuth: 0 }],
      ['tunnel', { kind: 'tunnel-create', capabilities: 0x3f }],
      ['authorization', { kind: 'tunnel-auth', client: 'BRIDGEHEAD' }],
      ['channel', { kind: 'channel-create', hosts: [host], port }],
    ] as const satisfies readonly (readonly [string, RdgPacket])[]
    for (const [stage, packet] of steps) {
      run.note({ stage })
      channels.send(packet)
      const failed = refusedBy(run, await answerTo(channels, stage, url), `${stage} (${host}:${port})`, url)
      if (failed !== undefined) return failed
    }
    run.context.established()
    if (say !== undefined) {
      channels.send({ kind: 'data', bytes: Buffer.from(say, 'utf8') })
      const answer = await inTime(channels.next(), url, 'the computer')
      if (answer.kind !== 'data') return run.failed(`${host}:${port} closed the channel without a word.`)
      run.note({ heard: answer.bytes.toString('utf8').slice(0, heardAtMost) })
    }
    channels.send({ kind: 'close-channel', error: 0 })
    return run.ok(`${placeOf(url)} opened a channel to ${host}:${port}.`)
  },
})

/** The gateway's reply to a step. */
async function answerTo(channels: GatewayChannels, stage: string, url: URL): Promise<Reply> {
  const packet = await inTime(channels.next(), url, 'the gateway')
  if ('error' in packet) return packet
  throw new CauseError('bad-response', `${placeOf(url)} answered the ${stage} by a packet ${packet.kind}.`)
}

function refusedBy(run: ActionRun, { error }: Reply, step: string, url: URL): ActionResult | undefined {
  if (error === rdgErrors.none) return undefined
  const code = `0x${error.toString(16)}`
  return run.failed(`${placeOf(url)} refused the ${step}: ${meanings[error] ?? 'an unknown error'} (${code}).`, {
    error: code,
  })
}

async function inTime<T>(promise: Promise<T>, url: URL, who: string): Promise<T> {
  try {
    return await within(promise, stepWithin, 'the RD Gateway')
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    throw new CauseError(
      'response-timeout',
      `Through ${placeOf(url)}, ${who} said nothing for ${stepWithin} ms.`,
      error,
    )
  }
}
