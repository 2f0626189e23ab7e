import * as z from 'zod'
import { within } from '../../base/deadline.ts'
import { BridgeheadError } from '../../base/errors.ts'
import { CauseError, failureCause } from '../../base/failure-cause.ts'
import {
  decodeBindAck,
  encodeBind,
  ndr,
  pduTypes,
  type RpcSyntax,
  rpcInterfaces,
} from '../../protocols/dcerpc/index.ts'
import { decodeRts, readConnA3, readConnC2 } from '../../protocols/rts/index.ts'
import { duration, port } from '../../topology/schema/values.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import type { AuthenticationScheme, HttpAnswer } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { profileOf } from './profile.ts'
import { endpointUrl, openChannels, type RpcChannels } from './rpc-channels.ts'

/** Milliseconds that each step of the opening may take. */
const stepWithin = 30_000

interface Service {
  readonly name: string
  readonly interface: RpcSyntax
}

const store: Service = { name: 'the mailbox store', interface: rpcInterfaces.emsmdb }

/** What Outlook binds to on each port (reference exchange-protocols.md 2.8); the store on any other. */
const services: Readonly<Record<number, Service>> = {
  6002: { name: 'the referral service', interface: rpcInterfaces.rfr },
  6004: { name: 'the directory', interface: rpcInterfaces.nspi },
}

export const outlookAnywhereConnect = defineAction({
  name: 'outlook-anywhere.connect',
  about:
    'Outlook connects by RPC over HTTP: two channels, the CONN packets that join them, and a BIND to the mailbox store. It may hold them for a while. Facts: connectionTimeout, receiveWindow, bound, secondaryAddress, openMilliseconds, heldMilliseconds, pings.',
  options: z
    .strictObject({
      url: serviceUrl('/rpc/rpcproxy.dll'),
      inUrl: serviceUrl('/rpc/rpcproxy.dll')
        .optional()
        .describe('the same for the IN channel, when it goes another way'),
      server: z.string().optional().describe('server behind the proxy; the mailbox (<guid>@<domain>) when absent'),
      port: port.default(6001).describe('port behind the proxy: 6001 store, 6002 referral, 6004 directory'),
      auth: scheme('ntlm'),
      hold: duration.prefault('0s').describe('how long to keep both channels open afterwards'),
      pings: z
        .int()
        .min(0)
        .default(0)
        .describe('pings of the server after which it is held no longer; 0 does not wait'),
    })
    .refine(({ hold, pings }) => pings === 0 || hold > 0, {
      error: 'pings are waited for while the channels are held; say how long at most',
      path: ['hold'],
    }),
  async act(run, { url, inUrl, server, port, auth, hold, pings: wanted }) {
    const target = `${server ?? profileOf(run.user).mailboxServer}:${port}`
    const started = performance.now()
    const enough = Promise.withResolvers<undefined>()
    let pings = 0
    const opened = await openChannels(run, {
      url: endpointUrl(url, target),
      inUrl: inUrl && endpointUrl(inUrl, target),
      scheme: auth,
      onPing: () => {
        pings++
        if (pings === wanted) enough.resolve(undefined)
      },
    })
    if ('refused' in opened) return refused(run, opened.refused, auth)
    using channels = opened
    const service = services[port] ?? store
    const failed = await join(run, channels, url, service)
    if (failed !== undefined) return failed
    run.note({ openMilliseconds: Math.round(performance.now() - started) })
    run.context.established()

    const held = performance.now()
    const broke = await holdOpen(channels, hold, enough.promise, run.context.signal)
    const heldMilliseconds = Math.round(performance.now() - held)
    run.note({ heldMilliseconds, pings })
    const stood = `The channels to ${placeOf(url)} stood for ${heldMilliseconds} ms`
    if (broke !== undefined) return run.failed(`${stood}, and broke: ${broke.message}`, {}, failureCause(broke))
    if (pings < wanted) return run.failed(`${stood}, and brought ${pings} of ${wanted} pings.`, {}, 'idle-timeout')
    const kept = hold > 0 ? `, and kept its channels for ${heldMilliseconds} ms` : ''
    return run.ok(`${placeOf(url)} joined both channels and bound to ${service.name}${kept}.`)
  },
})

async function refused(run: ActionRun, answer: HttpAnswer, auth: AuthenticationScheme): Promise<ActionResult> {
  const response = { ...answer, body: Buffer.concat(await answer.body.toArray()) }
  if (response.status !== 401) return run.failed(`${answered(response)}.`)
  const { summary, facts } = logOnRefused(response, auth, run.context.as)
  return run.failed(summary, facts)
}

/** CONN/A3 and CONN/C2, then BIND and BIND_ACK. A failed result when something else comes. */
async function join(
  run: ActionRun,
  channels: RpcChannels,
  url: URL,
  service: Service,
): Promise<ActionResult | undefined> {
  const next = (): ReturnType<RpcChannels['next']> => inTime(channels.next(), url)
  const a3 = await next()
  const timeout = a3.type === pduTypes.rts ? readConnA3(decodeRts(a3.pdu)) : undefined
  if (timeout === undefined) return run.failed(`${placeOf(url)} opened the OUT channel, but did not send CONN/A3.`)
  const c2 = await next()
  const connected = c2.type === pduTypes.rts ? readConnC2(decodeRts(c2.pdu)) : undefined
  if (connected === undefined) return run.failed(`${placeOf(url)} did not join the channels: CONN/C2 did not come.`)
  run.note({ connectionTimeout: connected.timeout, receiveWindow: connected.window })

  const contexts = [{ id: 0, interface: service.interface, transfers: [ndr] }]
  channels.send(encodeBind({ callId: 1, maxFragment: 5_840, associationGroup: 0, contexts }))
  const bound = await next()
  if (bound.type !== pduTypes.bindAck) {
    return run.failed(`${placeOf(url)} answered BIND with a PDU of type ${bound.type}.`, { bound: false })
  }
  const { results, secondaryAddress } = decodeBindAck(bound.pdu)
  const accepted = results[0]?.result === 0
  run.note({ bound: accepted, secondaryAddress })
  return accepted ? undefined : run.failed(`${placeOf(url)} refused the BIND to ${service.name}.`)
}

async function inTime<T>(promise: Promise<T>, url: URL): Promise<T> {
  try {
    return await within(promise, stepWithin, 'the RPC connection')
  } catch (error) {
    if (!(error instanceof BridgeheadError)) throw error
    const sentence = `${placeOf(url)} did not go on with the RPC connection within ${stepWithin} ms.`
    throw new CauseError('response-timeout', sentence, error)
  }
}

/** Waits for the time to pass, or for enough pings; the error when a channel ends before that. */
async function holdOpen(
  channels: RpcChannels,
  milliseconds: number,
  enough: Promise<undefined>,
  signal: AbortSignal,
): Promise<Error | undefined> {
  if (milliseconds === 0) return undefined
  const over = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)])
  const ended = new Promise<undefined>((resolve) =>
    over.addEventListener('abort', () => resolve(undefined), { once: true }),
  )
  const broke = channels.next().then(
    ({ type }) => new CauseError('bad-response', `a PDU of type ${type} came that nobody asked for.`),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )
  const result = await Promise.race([ended, enough, broke])
  signal.throwIfAborted()
  return result
}
