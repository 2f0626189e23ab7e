// Every message that a user can be shown stands in one catalogue: a stable code, an exit status, a sentence.
// Each area of the house keeps its own part in `errors/<area>.ts`; this file joins them and makes the errors.

import { certsErrors } from './errors/certs.ts'
import { cliErrors } from './errors/cli.ts'
import { clientErrors } from './errors/clients.ts'
import { dnsErrors } from './errors/dns.ts'
import { labErrors } from './errors/lab.ts'
import { mockExchangeErrors } from './errors/mock-exchange.ts'
import { proxyErrors } from './errors/proxy.ts'
import { scenarioErrors } from './errors/scenarios.ts'
import { topologyErrors } from './errors/topology.ts'

/** All messages by code. `docs/errors.md` is generated from it, and a test keeps the two equal. */
export const errorCatalogue = {
  ...topologyErrors,
  ...certsErrors,
  ...dnsErrors,
  ...proxyErrors,
  ...mockExchangeErrors,
  ...clientErrors,
  ...labErrors,
  ...scenarioErrors,
  ...cliErrors,
} as const

export type ErrorCode = keyof typeof errorCatalogue

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** The values that the sentence of one code needs, by the names in its braces. */
export type ErrorValues<Code extends ErrorCode> = {
  readonly [Name in Placeholders<(typeof errorCatalogue)[Code]['message']>]: string | number
}

/** An error that the catalogue knows: what went wrong, where, and what to do. `exitCode` is what the command ends with. */
export class BridgeheadError extends Error {
  override readonly name = 'BridgeheadError'
  readonly code: ErrorCode
  readonly exitCode: number

  constructor(code: ErrorCode, message: string, exitCode: number, cause: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.exitCode = exitCode
  }
}

/**
 * Makes the error of a catalogue code with its blanks filled in.
 * Throw what it returns: `throw failure('BH_ERR_PORT_IN_USE', { address, port }, error)`.
 */
export function failure<Code extends ErrorCode>(
  code: Code,
  values: ErrorValues<Code>,
  cause?: unknown,
): BridgeheadError {
  const entry = errorCatalogue[code]
  const filled: Readonly<Record<string, string | number>> = values
  const message = entry.message.replace(/\{(\w+)\}/g, (_, name: string) => String(filled[name] ?? `{${name}}`))
  return new BridgeheadError(code, message, entry.exitCode, cause)
}
