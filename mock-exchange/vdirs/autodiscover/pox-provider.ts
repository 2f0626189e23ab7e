// A POX response schema is one file that exports a `PoxProvider`, and one line in `pox-providers.ts`.

import { type Markup, markup } from '../../xml/markup.ts'
import type { Account, Lookup } from './account.ts'

const responseNamespace = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006'

/** What the request's headers say of the client. */
interface PoxClient {
  /** X-MapiHttpCapability: the client speaks MAPI over HTTP. */
  readonly mapiHttp: boolean
  /** X-ClientCanHandle has ExHttpInfo: the client reads EXHTTP blocks. */
  readonly exHttp: boolean
}

export interface PoxProvider {
  /** AcceptableResponseSchema that it serves. */
  readonly schema: string
  /** The `Response` element for an account. */
  respond(account: Account, client: PoxClient): Markup
  /** The `Response` that passes the client on; the address is the one that was asked for. */
  redirect(target: Redirect, address: string): Markup
  /** The `Response` for an address that nobody has, when the schema has one of its own; error 500 otherwise. */
  unknown?(address: string): Markup
}

/** Where else Autodiscover is to be asked. */
type Redirect = Extract<Lookup, { kind: 'address' | 'url' }>

/**
 * Codes of POX errors; they travel in HTTP 200 (reference/exchange-protocols.md section 2.4). 603 is what a request by
 * LegacyDN gets for a name that no user has; 501 has no occasion here.
 */
const errorMessages = {
  500: 'The e-mail address cannot be found.',
  603: "The Active Directory user wasn't found.",
  600: 'Invalid Request',
  601: 'Provider is not available',
} as const

export interface PoxError {
  readonly code: keyof typeof errorMessages
  /** Milliseconds since 1970, on the lab's clock. */
  readonly at: number
  /** Tells servers apart in the answer. */
  readonly id: number
}

export function errorResponse({ code, at, id }: PoxError): Markup {
  // Seven digits of a second, as .NET writes a time of day.
  const time = `${new Date(at).toISOString().slice(11, 23)}0000`
  return markup`<Response><Error Time="${time}" Id="${id}"><ErrorCode>${code}</ErrorCode><Message>${errorMessages[code]}</Message><DebugData/></Error></Response>`
}

/** The whole document around a `Response`. */
export function poxDocument(response: Markup): string {
  return `<?xml version="1.0" encoding="utf-8"?>${markup`<Autodiscover xmlns="${responseNamespace}">${response}</Autodiscover>`}`
}
