// The two channels of RD Gateway over HTTP (MS-TSGU 3.2.5.1; reference exchange-protocols.md 2.11), each on a connection of
// its own.
//
//   OUT  RDG_OUT_DATA ──▶ 200, ten random bytes, packets
//   IN   RDG_IN_DATA  ──▶ 200 empty; then RDG_IN_DATA in chunks, which carries packets for as long as the channel lasts

import { randomUUID } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { CauseError } from '../../base/failure-cause.ts'
import type { HeaderList } from '../../base/trace.ts'
import { encodeRdg, type RdgPacket, RdgSplitter, rdgSeedLength } from '../../protocols/rdg/index.ts'
import type { ActionRun } from '../action-run.ts'
import type { AuthenticationScheme, HttpAnswer, HttpRequest } from '../http/index.ts'

/** Milliseconds that a channel may be silent, and that the IN channel's answer may be away. */
const patience = 3_600_000

/** Both channels, open. Disposing of them ends both. */
export interface GatewayChannels extends Disposable {
  send(packet: RdgPacket): void
  /** The next packet of the OUT channel. @throws CauseError when a channel ends */
  next(): Promise<RdgPacket>
}

/** A channel that was refused: the gateway's answer. */
export interface RefusedChannel {
  readonly refused: HttpAnswer
}

/** Opens both channels. @throws CauseError when a connection fails */
export async function openGateway(
  run: ActionRun,
  url: URL,
  scheme: AuthenticationScheme,
): Promise<GatewayChannels | RefusedChannel> {
  const headers: HeaderList = [
    ['Accept', '*/*'],
    ['Cache-Control', 'no-cache'],
    ['Pragma', 'no-cache'],
    ['User-Agent', 'MS-RDGateway/1.0'],
    ['RDG-Connection-Id', `{${randomUUID()}}`],
  ]
  const account = scheme === 'none' ? undefined : run.user
  const common = { url, scheme, account, headers, idle: patience } satisfies Partial<HttpRequest>

  const out = await run.open({ ...common, method: 'RDG_OUT_DATA' }, run.newSession())
  if (out.status !== 200) return { refused: out }
  // Looked at by `next`; the channel may also break before that.
  out.body.on('error', () => {})
  const session = run.newSession()
  const greeting = await run.open({ ...common, method: 'RDG_IN_DATA' }, session)
  if (greeting.status !== 200) {
    out.body.destroy()
    return { refused: greeting }
  }
  await greeting.body.resume().toArray()
  const packets = new PassThrough()
  const inAnswer = run.open({ ...common, method: 'RDG_IN_DATA', answerWithin: patience, body: () => packets }, session)
  return joined(out, inAnswer, packets)
}

function joined(out: HttpAnswer, inAnswer: Promise<HttpAnswer>, packets: PassThrough): GatewayChannels {
  const splitter = new RdgSplitter()
  const waiting: RdgPacket[] = []
  const chunks = out.body[Symbol.asyncIterator]()
  let seedLeft = rdgSeedLength
  const inRefused = inAnswer.then(({ status }) => {
    // A gateway that ends the tunnel answers the IN channel as well; what it said last stands on the OUT channel.
    if (status === 200) return new Promise<never>(() => undefined)
    throw new CauseError('reset', `The IN channel of the RD Gateway was ended with status ${status}.`)
  })
  inRefused.catch(() => undefined)
  return {
    send: (packet) => void packets.write(encodeRdg(packet)),
    async next() {
      for (;;) {
        const packet = waiting.shift()
        if (packet !== undefined) return packet
        const chunk = await Promise.race([chunks.next(), inRefused])
        if (chunk.done) throw new CauseError('truncated', 'The OUT channel of the RD Gateway was ended.')
        const bytes: Buffer = chunk.value
        const skipped = Math.min(seedLeft, bytes.length)
        seedLeft -= skipped
        waiting.push(...splitter.push(bytes.subarray(skipped)))
      }
    },
    [Symbol.dispose]() {
      packets.destroy()
      out.body.destroy()
    },
  }
}
