// Interfaces and transfer syntaxes by name.

/** An interface or a transfer syntax, with its version. */
export interface RpcSyntax {
  /** UUID in text form, lower case. */
  readonly id: string
  readonly major: number
  readonly minor: number
}

/** Interfaces of Exchange that Outlook binds to (reference exchange-protocols.md 2.8), and those of RPC itself. */
export const rpcInterfaces = {
  emsmdb: { id: 'a4f1db00-ca47-1067-b31f-00dd010662da', major: 0, minor: 81 },
  asyncEmsmdb: { id: '5261574a-4572-206e-b268-6b199213b4e4', major: 0, minor: 1 },
  nspi: { id: 'f5cc5a18-4264-101a-8c59-08002b2f8426', major: 56, minor: 0 },
  rfr: { id: '1544f5e0-613c-11d1-93df-00c04fd7bd09', major: 1, minor: 0 },
  management: { id: 'afa8bd80-7d8a-11c9-bef4-08002b102989', major: 1, minor: 0 },
  endpointMapper: { id: 'e1af8308-5d1f-11c9-91a4-08002b14a0fa', major: 3, minor: 0 },
} as const satisfies Record<string, RpcSyntax>

/** NDR, the transfer syntax that all of them use. */
export const ndr: RpcSyntax = { id: '8a885d04-1ceb-11c9-9fe8-08002b104860', major: 2, minor: 0 }

/** What stands where there is no syntax to name. */
export const noSyntax: RpcSyntax = { id: '00000000-0000-0000-0000-000000000000', major: 0, minor: 0 }

/**
 * The features of a bind time feature negotiation (MS-RPCE 2.2.2.14), which comes as a transfer syntax of its own:
 * 6cb71c2c-9812-4540 and eight bytes of features. Undefined when the syntax is another.
 */
export function bindTimeFeatures({ id }: RpcSyntax): number | undefined {
  const features = /^6cb71c2c-9812-4540-([0-9a-f]{2})/.exec(id)?.[1]
  return features === undefined ? undefined : Number.parseInt(features, 16)
}

/** Bits of `bindTimeFeatures`. */
export const bindFeatures = { securityContextMultiplexing: 1, keepConnectionOnOrphan: 2 } as const
