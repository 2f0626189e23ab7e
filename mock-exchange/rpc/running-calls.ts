// Calls that are being answered, some of them held for minutes.

import { faultStatus } from '../../protocols/dcerpc/index.ts'
import { ProtocolSyntaxError } from '../../protocols/syntax-error.ts'
import { RpcFault } from './fault.ts'
import type { RpcCall, RpcOperation, RpcServer } from './types.ts'

/** Calls of one connection that may be under way at once. */
const most = 64

/** ERROR_INTERNAL_ERROR of Windows. */
const internalError = 1_359

/** What is the same for all calls of a connection. */
export interface CallSurroundings<Server extends RpcServer>
  extends Pick<RpcCall<Server>, 'server' | 'port' | 'interfaces' | 'noteHeld' | 'drained'> {
  /** An operation threw what it should not. */
  readonly failed: (error: unknown) => void
}

export class RunningCalls<Server extends RpcServer> {
  readonly #surroundings: CallSurroundings<Server>
  readonly #running = new Map<number, AbortController>()

  constructor({ server, port, interfaces, noteHeld, drained, failed }: CallSurroundings<Server>) {
    this.#surroundings = { server, port, interfaces, noteHeld, drained, failed }
  }

  /**
   * Runs an operation, and gives its results' stub or the status of a fault, once, unless nobody waits for it any more.
   * @throws RpcFault when the call may not begin
   */
  start(
    callId: number,
    stub: Buffer,
    operation: RpcOperation<Server>,
    own: Pick<RpcCall, 'user' | 'authLevel' | 'handles' | 'sendPart'>,
    answer: (outcome: Buffer | number) => void,
  ): void {
    if (this.#running.has(callId)) throw new RpcFault(faultStatus.protocolError, 'a call of that id is under way')
    if (this.#running.size >= most) throw new RpcFault(faultStatus.serverTooBusy)
    const { failed, ...surroundings } = this.#surroundings
    const controller = new AbortController()
    const { signal } = controller
    this.#running.set(callId, controller)
    const settle = (outcome: Buffer | number): void => {
      if (signal.aborted) return
      this.#running.delete(callId)
      answer(outcome)
    }
    const refuse = (error: unknown): void => {
      const status = statusOf(error)
      if (status === undefined && !signal.aborted) failed(error)
      settle(status ?? internalError)
    }
    try {
      const sendPart = (part: Buffer): boolean => !signal.aborted && own.sendPart(part)
      const outcome = operation(stub, { ...surroundings, ...own, sendPart, signal })
      if (outcome instanceof Promise) outcome.then(settle, refuse)
      else settle(outcome)
    } catch (error) {
      refuse(error)
    }
  }

  /** The client no longer waits for a call. */
  orphan(callId: number): void {
    this.#running.get(callId)?.abort()
    this.#running.delete(callId)
  }

  /** The client is gone. */
  end(): void {
    for (const controller of this.#running.values()) controller.abort()
    this.#running.clear()
  }
}

/** The fault that an error stands for; undefined for one that no operation should throw. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof RpcFault) return error.status
  return error instanceof ProtocolSyntaxError ? faultStatus.badStubData : undefined
}
