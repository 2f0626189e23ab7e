import type { HttpAnswer } from '../http/index.ts'

/** Milliseconds that each answer of a gateway may take; it tries a host for some seconds itself. */
export const stepWithin = 30_000

/** A step on the way to a computer. */
export interface GatewayStep {
  readonly stage: 'handshake' | 'tunnel' | 'authorization' | 'channel'
  /** Asks the gateway: its error, 0 when the step is done. @throws CauseError, ProtocolSyntaxError */
  ask(): Promise<number>
}

/** The way through an RD Gateway, by either transport. Disposing of it ends its connections. */
export interface Gateway extends Disposable {
  /** From the open connections to an open channel, in order. */
  readonly steps: readonly GatewayStep[]
  /** Sends to the computer. */
  say(bytes: Buffer): void
  /** What the computer says next; undefined when the channel is closed. @throws CauseError, ProtocolSyntaxError */
  heard(): Promise<Buffer | undefined>
  /** Closes the channel. */
  close(): void
}

/** A connection that was refused: the gateway's answer. */
export interface RefusedConnection {
  readonly refused: HttpAnswer
}
