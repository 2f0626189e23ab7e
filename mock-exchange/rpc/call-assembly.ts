// Requests that come in fragments (C706 12.6.2).

import { faultStatus, pduFlags } from '../../protocols/dcerpc/index.ts'
import { RpcFault } from './fault.ts'

/** Bytes of stubs that a connection may have under way: as much as Samba's server takes. */
const mostBytes = 4 * 1024 * 1024
/** Requests that it may have under way at once. */
const mostCalls = 64

/** One fragment, in the clear. */
interface CallFragment {
  readonly callId: number
  readonly flags: number
  readonly context: number
  readonly operation: number
  readonly stub: Buffer
}

/** Joins fragments by their call. */
export class CallAssembly {
  readonly #begun = new Map<number, { readonly head: CallFragment; readonly parts: Buffer[] }>()
  #bytes = 0

  /**
   * The whole call, once its last fragment is there.
   * @throws RpcFault when the fragment belongs to no call, or the calls become too large
   */
  add(fragment: CallFragment): CallFragment | undefined {
    const { callId, flags, stub } = fragment
    const isFirst = (flags & pduFlags.first) !== 0
    const isLast = (flags & pduFlags.last) !== 0
    const begun = this.#begun.get(callId)
    if (isFirst === (begun !== undefined)) throw new RpcFault(faultStatus.protocolError, 'fragments out of order')
    if (isFirst && isLast) return fragment
    if (this.#bytes + stub.length > mostBytes || this.#begun.size >= mostCalls) {
      throw new RpcFault(faultStatus.noMemory, 'too much is under way')
    }
    if (begun === undefined) {
      this.#begun.set(callId, { head: fragment, parts: [Buffer.from(stub)] })
      this.#bytes += stub.length
      return undefined
    }
    begun.parts.push(Buffer.from(stub))
    this.#bytes += stub.length
    if (!isLast) return undefined
    this.drop(callId)
    return { ...begun.head, stub: Buffer.concat(begun.parts) }
  }

  /** Forgets what has come of a call. */
  drop(callId: number): void {
    for (const part of this.#begun.get(callId)?.parts ?? []) this.#bytes -= part.length
    this.#begun.delete(callId)
  }
}
