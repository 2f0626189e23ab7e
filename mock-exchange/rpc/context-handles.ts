// Context handles (C706 4.2.16.6, MS-RPCE 3.3.1.4.1): what the server remembers for a client between its calls.

import { randomUUID } from 'node:crypto'
import { contextHandleLength, faultStatus, NdrWriter } from '../../protocols/dcerpc/index.ts'
import { RpcFault } from './fault.ts'

/** Handles that one association group may have open; beyond it a client leaks them. */
const most = 1_024

interface Token {
  readonly bytes: Buffer
  readonly rundown: () => void
}

/** One kind of handle with the type of what stands behind it: NSPI's is no handle of EMSMDB. */
export class HandleKind<T extends object> {
  readonly #values = new WeakMap<Token, T>()
  readonly #rundown: (value: T) => void

  /** @param rundown called once for a handle that its client left open */
  constructor(rundown: (value: T) => void = () => undefined) {
    this.#rundown = rundown
  }

  /** For `ContextHandles`. */
  bind(token: Token, value: T): void {
    this.#values.set(token, value)
  }

  /** For `ContextHandles`. */
  valueOf(token: Token): T | undefined {
    return this.#values.get(token)
  }

  /** For `ContextHandles`. */
  release(value: T): void {
    this.#rundown(value)
  }
}

/** The handle that stands for none. */
export const nullHandle: Buffer = Buffer.alloc(contextHandleLength)

/** The open handles of an association group. */
export class ContextHandles {
  readonly #tokens = new Map<string, Token>()

  /** A new handle, 20 bytes. @throws RpcFault when the client has too many open */
  open<T extends object>(kind: HandleKind<T>, value: T): Buffer {
    if (this.#tokens.size >= most) throw new RpcFault(faultStatus.noMemory, `a client has ${most} context handles open`)
    const bytes = new NdrWriter().u32(0).uuid(randomUUID()).end()
    const token: Token = { bytes, rundown: () => kind.release(value) }
    kind.bind(token, value)
    this.#tokens.set(bytes.toString('hex'), token)
    return bytes
  }

  /** What stands behind a handle. @throws RpcFault nca_s_fault_context_mismatch when it is none of that kind */
  find<T extends object>(kind: HandleKind<T>, handle: Uint8Array): T {
    const token = this.#tokens.get(Buffer.from(handle).toString('hex'))
    const value = token && kind.valueOf(token)
    if (value === undefined) throw new RpcFault(faultStatus.contextMismatch, 'no such context handle')
    return value
  }

  /** Forgets a handle without running it down, and gives the null handle that the client gets back for it. */
  close(handle: Uint8Array): Buffer {
    this.#tokens.delete(Buffer.from(handle).toString('hex'))
    return nullHandle
  }

  /** The client is gone: runs down what it left. */
  runDown(): void {
    const left = [...this.#tokens.values()]
    this.#tokens.clear()
    for (const { rundown } of left) rundown()
  }
}
