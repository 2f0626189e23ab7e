// The order in which Windows' HTTP.sys writes the headers of an answer: those that it knows by their number
// (HTTP_HEADER_ID of http.h), then the others as they were set, and at the end what IIS's own modules add. It is what
// captures of Exchange show (reference exchange-protocols.md 1.6, 1.7 and 9.3): Cache-Control, Allow, Location, Server,
// request-id … X-AspNet-Version, WWW-Authenticate, X-Powered-By, X-FEServer, Date, Content-Length.

import type { OutgoingHttpHeader } from 'node:http'

const first = [
  'Cache-Control',
  'Connection',
  'Pragma',
  'Transfer-Encoding',
  'Allow',
  'Content-Type',
  'Content-Encoding',
  'Content-Range',
  'Expires',
  'Last-Modified',
  'Accept-Ranges',
  'ETag',
  'Location',
  'Retry-After',
  'Server',
] as const
const last = [
  'X-DiagInfo',
  'X-BEServer',
  'Set-Cookie',
  'X-AspNet-Version',
  'WWW-Authenticate',
  'X-Powered-By',
  'X-FEServer',
  'Date',
  'Content-Length',
] as const

interface Place {
  /** As IIS spells it. */
  readonly name: string
  readonly rank: number
}

const middle = first.length
const places: ReadonlyMap<string, Place> = new Map([
  ...first.map((name, rank): [string, Place] => [name.toLowerCase(), { name, rank }]),
  ...last.map((name, rank): [string, Place] => [name.toLowerCase(), { name, rank: middle + 1 + rank }]),
])

/** Headers in the order of the wire, known ones in the spelling of IIS. */
export function inOrder(
  headers: readonly (readonly [name: string, value: OutgoingHttpHeader])[],
): readonly (readonly [name: string, value: OutgoingHttpHeader])[] {
  return headers
    .map(([name, value]) => {
      const place = places.get(name.toLowerCase())
      return { rank: place?.rank ?? middle, header: [place?.name ?? name, value] as const }
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ header }) => header)
}
