// Which interface a call means: the presentation contexts of a connection (C706 12.6.3.1, MS-RPCE 2.2.2.4, 3.3.1.5.3).

import {
  bindFeatures,
  bindTimeFeatures,
  ndr,
  noSyntax,
  type PresentationContext,
  type RpcSyntax,
} from '../../protocols/dcerpc/index.ts'
import type { RpcInterface, RpcServer } from './types.ts'

/** Features that this server has. */
const features = bindFeatures.securityContextMultiplexing | bindFeatures.keepConnectionOnOrphan

/** What a bind_ack says of one context. */
export interface BindResult {
  readonly result: number
  readonly reason: number
  readonly transfer: RpcSyntax
}

/** The contexts that were accepted, by their id. */
export class Presentation<Server extends RpcServer> {
  readonly #offered: readonly RpcInterface<Server>[]
  readonly #bound = new Map<number, RpcInterface<Server>>()

  /** @param offered the interfaces of the endpoint */
  constructor(offered: readonly RpcInterface<Server>[]) {
    this.#offered = offered
  }

  /** Accepts a context, or says why not. */
  negotiate({ id, interface: wanted, transfers }: PresentationContext): BindResult {
    const asked = transfers.map(bindTimeFeatures).find((bits) => bits !== undefined)
    if (asked !== undefined) return { result: 3, reason: asked & features, transfer: noSyntax }
    const found = this.#offered.find(({ syntax }) => isCompatible(syntax, wanted))
    if (found === undefined) return { result: 2, reason: 1, transfer: noSyntax }
    if (!transfers.some((transfer) => isCompatible(ndr, transfer))) return { result: 2, reason: 2, transfer: noSyntax }
    this.#bound.set(id, found)
    return { result: 0, reason: 0, transfer: ndr }
  }

  /** The interface of a context. */
  of(id: number): RpcInterface<Server> | undefined {
    return this.#bound.get(id)
  }
}

/** A later minor version can all that an earlier one can. */
function isCompatible(own: RpcSyntax, wanted: RpcSyntax): boolean {
  return own.id === wanted.id && own.major === wanted.major && own.minor >= wanted.minor
}
