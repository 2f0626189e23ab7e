// The way through an RD Gateway by HTTP (MS-TSGU 3.7.5): packets on the two channels.

import { within } from '../../base/deadline.ts'
import { BridgeheadError } from '../../base/errors.ts'
import { CauseError } from '../../base/failure-cause.ts'
import type { RdgPacket } from '../../protocols/rdg/index.ts'
import type { ActionRun } from '../action-run.ts'
import type { AuthenticationScheme } from '../http/index.ts'
import { placeOf } from '../words.ts'
import { type Gateway, type GatewayStep, type RefusedConnection, stepWithin } from './gateway.ts'
import { openGateway } from './gateway-channels.ts'

/** Opens both channels. @throws CauseError when a connection fails */
export async function openHttpGateway(
  run: ActionRun,
  url: URL,
  scheme: AuthenticationScheme,
  target: { readonly host: string; readonly port: number },
): Promise<Gateway | RefusedConnection> {
  const channels = await openGateway(run, url, scheme)
  if ('refused' in channels) return channels
  const step = (stage: GatewayStep['stage'], packet: RdgPacket): GatewayStep => ({
    stage,
    async ask() {
      channels.send(packet)
      const answer = await inTime(channels.next(), url, 'the gateway')
      if ('error' in answer) return answer.error
      throw new CauseError('bad-response', `${placeOf(url)} answered the ${stage} by a packet ${answer.kind}.`)
    },
  })
  return {
    steps: [
      step('handshake', { kind: 'handshake-request', major: 1, minor: 0, version: 1, extendedAuth: 0 }),
      step('tunnel', { kind: 'tunnel-create', capabilities: 0x3f }),
      step('authorization', { kind: 'tunnel-auth', client: 'BRIDGEHEAD' }),
      step('channel', { kind: 'channel-create', hosts: [target.host], port: target.port }),
    ],
    say: (bytes) => channels.send({ kind: 'data', bytes }),
    async heard() {
      const packet = await inTime(channels.next(), url, 'the computer')
      return packet.kind === 'data' ? packet.bytes : undefined
    },
    close: () => channels.send({ kind: 'close-channel', error: 0 }),
    [Symbol.dispose]: () => channels[Symbol.dispose](),
  }
}

async function inTime<T>(promise: Promise<T>, url: URL, who: string): Promise<T> {
  try {
    return await within(promise, stepWithin, 'the RD Gateway')
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    const sentence = `Through ${placeOf(url)}, ${who} said nothing for ${stepWithin} ms.`
    throw new CauseError('response-timeout', sentence, error)
  }
}
