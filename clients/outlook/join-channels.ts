import { within } from '../../base/deadline.ts'
import { BridgeheadError } from '../../base/errors.ts'
import { CauseError } from '../../base/failure-cause.ts'
import { pduTypes } from '../../protocols/dcerpc/index.ts'
import { decodeRts, readConnA3, readConnC2 } from '../../protocols/rts/index.ts'
import { placeOf } from '../words.ts'
import type { RpcChannels } from './rpc-channels.ts'

/** Milliseconds that each step of the opening may take. */
const stepWithin = 30_000

/** What the server says of the virtual connection, or why there is none. */
export type JoinedChannels = { readonly timeout: number; readonly window: number } | { readonly failed: string }

/** Waits for CONN/A3 and CONN/C2, with which both channels are one. @throws CauseError when a channel ends or is silent */
export async function joinChannels(channels: RpcChannels, url: URL): Promise<JoinedChannels> {
  const a3 = await inTime(channels.next(), url)
  const timeout = a3.type === pduTypes.rts ? readConnA3(decodeRts(a3.pdu)) : undefined
  if (timeout === undefined) return { failed: `${placeOf(url)} opened the OUT channel, but did not send CONN/A3.` }
  const c2 = await inTime(channels.next(), url)
  const connected = c2.type === pduTypes.rts ? readConnC2(decodeRts(c2.pdu)) : undefined
  return connected ?? { failed: `${placeOf(url)} did not join the channels: CONN/C2 did not come.` }
}

/** A step of the opening. @throws CauseError response-timeout */
export async function inTime<T>(promise: Promise<T>, url: URL): Promise<T> {
  try {
    return await within(promise, stepWithin, 'the RPC connection')
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    const sentence = `${placeOf(url)} did not go on with the RPC connection within ${stepWithin} ms.`
    throw new CauseError('response-timeout', sentence, error)
  }
}
