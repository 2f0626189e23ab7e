// The two channels of RPC over HTTP v2 (reference exchange-protocols.md 2.8), each on a connection of its own.
//
//   IN   RPC_IN_DATA   ── CONN/B1, then calls ──▶        no answer until the channel ends
//   OUT  RPC_OUT_DATA  ── CONN/A1 ──▶                    ◀── 200 Success, CONN/A3, CONN/C2, then answers

import { randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { CauseError } from '../../base/failure-cause.ts'
import type { HeaderList } from '../../base/trace.ts'
import { decodePduHeader, PduSplitter, pduTypes } from '../../protocols/dcerpc/index.ts'
import {
  channelLifetime,
  connA1,
  connB1,
  decodeRts,
  flowControlAck,
  ReceiveWindow,
  receiveWindowSize,
  rtsFlags,
  SendWindow,
} from '../../protocols/rts/index.ts'
import type { ActionRun } from '../action-run.ts'
import type { AuthenticationScheme, HttpAnswer, HttpRequest } from '../http/index.ts'

const rpcHeaders: HeaderList = [
  ['Accept', 'application/rpc'],
  ['User-Agent', 'MSRPC'],
  ['Cache-Control', 'no-cache'],
  ['Pragma', 'No-cache'],
]

/** Milliseconds without a byte on the OUT channel after which it is dead: longer than the server's pings are apart. */
const idle = 300_000

/** Both channels, open. Disposing of them ends both. */
export interface RpcChannels extends Disposable {
  /** Sends on the IN channel. */
  send(pdu: Buffer): void
  /** The next PDU of the OUT channel that is neither a ping nor flow control. @throws CauseError when a channel ends */
  next(): Promise<{ readonly type: number; readonly pdu: Buffer }>
}

/** A channel that was refused before it stood: the server's answer. */
export interface RefusedChannel {
  readonly refused: HttpAnswer
}

/** The URL of an RPC proxy with the endpoint behind it, `server:port`, in its query. */
export function endpointUrl(proxy: URL, endpoint: string): URL {
  const url = new URL(proxy)
  url.search = `?${endpoint}`
  return url
}

/** Where the channels lead, and how. */
export interface ChannelOptions {
  /** The RPC proxy, with the server and port in its query. */
  readonly url: URL
  /** The same for the IN channel, when it goes another way. */
  readonly inUrl?: URL | undefined
  /** How HTTP logs on. */
  readonly scheme: AuthenticationScheme
  /** Told of every ping of the server. */
  readonly onPing?: () => void
}

/** Opens both channels. @throws CauseError when a connection fails */
export async function openChannels(
  run: ActionRun,
  { url, inUrl = url, scheme, onPing = () => undefined }: ChannelOptions,
): Promise<RpcChannels | RefusedChannel> {
  const virtualConnection = randomBytes(16)
  const outChannel = randomBytes(16)
  const account = scheme === 'none' ? undefined : run.user
  const common = { scheme, account, idle } satisfies Partial<HttpRequest>

  const calls = new PassThrough()
  const inChannel = Promise.withResolvers<void>()
  const b1 = connB1({ virtualConnection, inChannel: randomBytes(16), associationGroup: randomBytes(16) })
  const inAnswer = run.open(
    {
      ...common,
      url: inUrl,
      method: 'RPC_IN_DATA',
      headers: [...rpcHeaders, ['Content-Length', String(channelLifetime)]],
      answerWithin: channelLifetime,
      body: () => {
        calls.write(b1)
        inChannel.resolve()
        return calls
      },
    },
    run.newSession(),
  )
  // Looked at below and by `next`; the channel may also break while nobody looks.
  inAnswer.catch(() => {})
  const early = await Promise.race([inChannel.promise, inAnswer])
  if (early !== undefined) return { refused: early }

  const a1 = connA1({ virtualConnection, outChannel })
  const outAnswer = run.open(
    {
      ...common,
      url,
      method: 'RPC_OUT_DATA',
      headers: [...rpcHeaders, ['Content-Length', String(a1.length)]],
      body: () => Readable.from([a1]),
    },
    run.newSession(),
  )
  outAnswer.catch(() => {})
  // An IN channel is answered only when it is refused; the OUT channel may then wait for it in vain.
  const first = await Promise.race([outAnswer, inAnswer.then((refused) => ({ refused }))])
  if ('refused' in first || first.status !== 200) {
    calls.destroy()
    return 'refused' in first ? first : { refused: first }
  }
  return joined(first, inAnswer, calls, outChannel, onPing)
}

function joined(
  out: HttpAnswer,
  inAnswer: Promise<HttpAnswer>,
  calls: PassThrough,
  outChannel: Buffer,
  onPing: () => void,
): RpcChannels {
  const splitter = new PduSplitter()
  const waiting: Buffer[] = []
  const chunks = out.body[Symbol.asyncIterator]()
  const received = new ReceiveWindow()
  const sending = new SendWindow(receiveWindowSize, (pdu) => void calls.write(pdu))
  const inEnded = inAnswer.then(({ status }) => {
    throw new CauseError('reset', `The IN channel of RPC over HTTP was ended by the server with status ${status}.`)
  })
  inEnded.catch(() => {})

  /** What keeps a connection going, pings and flow control, opens and answers nothing. */
  const isHousekeeping = (pdu: Buffer): boolean => {
    const { flags, commands } = decodeRts(pdu)
    if ((flags & rtsFlags.ping) !== 0) onPing()
    for (const command of commands) {
      if (command.kind === 'flow-control-ack') sending.acknowledge(command.bytesReceived, command.availableWindow)
    }
    return (flags & (rtsFlags.ping | rtsFlags.otherCommand)) !== 0
  }
  /** The server stops sending when the window is used up. */
  const acknowledge = (bytes: number): void => {
    const due = received.count(bytes)
    if (typeof due !== 'number') return
    const ack = { bytesReceived: due, availableWindow: receiveWindowSize, channel: outChannel }
    calls.write(flowControlAck('out-proxy', ack))
  }

  return {
    send: (pdu) => void sending.send(pdu),
    async next() {
      for (;;) {
        const pdu = waiting.shift()
        if (pdu !== undefined) {
          const { type } = decodePduHeader(pdu)
          if (type !== pduTypes.rts) acknowledge(pdu.length)
          else if (isHousekeeping(pdu)) continue
          return { type, pdu }
        }
        const chunk = await Promise.race([chunks.next(), inEnded])
        if (chunk.done) throw new CauseError('truncated', 'The OUT channel of RPC over HTTP was ended by the server.')
        waiting.push(...splitter.push(chunk.value))
      }
    },
    [Symbol.dispose]() {
      calls.destroy()
      out.body.destroy()
    },
  }
}
