// The headers between front end and Back End site (reference exchange-protocols.md 1.7, last paragraph: names from public
// traces, values recalled).

import type { ServerResponse } from 'node:http'
import type { HeaderList } from '../../base/trace.ts'
import type { Arrival } from '../iis/http-server/server.ts'
import { frontEndRequestId, noteInFlight } from './in-flight.ts'

/** Names that only a front end may send; from outside they are thrown away. In lower case. */
const own = [
  'x-commonaccesstoken',
  'x-sourcecafeserver',
  'x-isfromcafe',
  'x-originalrequesthost',
  'x-originalrequesthostschemeport',
  'msexchproxyuri',
  frontEndRequestId,
] as const

/** Of one connection, or settled by the front end itself. Transfer-Encoding is left: it tells Node to send chunks. */
const notRelayed = [
  ...own,
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'upgrade',
  'expect',
  'authorization',
] as const

/** Takes out of a request what must not reach the Back End site. */
export function stripRequest({ request }: Arrival): void {
  for (const name of notRelayed) delete request.headers[name]
}

/** What the client asked for, as the front end saw it. */
export interface Origin {
  readonly scheme: 'http' | 'https'
  /** Name, with the port when it is not the scheme's own. */
  readonly host: string
}

/** Where a request came in at the front end `fqdn`: under offloading the scheme is http, whatever the client sees. */
export function originOf({ request, connection }: Arrival, fqdn: string): Origin {
  const { scheme } = connection
  // HTTP/1.0 knows requests without a host.
  const host = request.headers.host || fqdn
  return { scheme, host: host.replace(scheme === 'https' ? /:443$/ : /:80$/, '') }
}

/** What the front end adds. `fqdn` is its own, `token` says who the user is. */
export function relayHeaders(arrival: Arrival, fqdn: string, token: string, target: string): Record<string, string> {
  const { scheme, host } = originOf(arrival, fqdn)
  const { name, port } = splitHost(host, scheme)
  const before = arrival.request.headers['x-forwarded-for']
  const { address } = arrival.connection
  return {
    'X-CommonAccessToken': token,
    'X-SourceCafeServer': fqdn,
    'X-IsFromCafe': '1',
    'X-OriginalRequestHost': host,
    'X-OriginalRequestHostSchemePort': `${port}:${scheme}:${name}`,
    [frontEndRequestId]: noteInFlight(arrival.response),
    msExchProxyUri: `${scheme}://${host}${arrival.request.url}`,
    'x-forwarded-for': before === undefined ? address : `${String(before)}, ${address}`,
    host: target,
  }
}

/** Reads X-OriginalRequestHostSchemePort; undefined when it is not of a front end's making. */
export function parseOrigin(value: string | undefined): Origin | undefined {
  const match = /^(\d+):(https?):(.*)$/.exec(value ?? '')
  if (match === null) return undefined
  const [, port = '', , name = ''] = match
  const scheme = match[2] === 'http' ? 'http' : 'https'
  return { scheme, host: port === defaultPort(scheme) ? name : `${name}:${port}` }
}

function splitHost(host: string, scheme: 'http' | 'https'): { name: string; port: string } {
  const match = /^(.*):(\d+)$/.exec(host)
  return { name: match?.[1] ?? host, port: match?.[2] ?? defaultPort(scheme) }
}

function defaultPort(scheme: 'http' | 'https'): string {
  return scheme === 'https' ? '443' : '80'
}

/** Of the Back End's answer: what belongs to the one connection, and what the front end says itself. */
const notCopied = new Set(['connection', 'keep-alive', 'transfer-encoding', 'server', 'date', 'request-id'])

/**
 * Puts the Back End's headers on the front end's answer: case, repeats and their order are kept. Cookies come after those
 * that the front end sets itself.
 */
export function copyAnswerHeaders(headers: HeaderList, response: ServerResponse): void {
  const byName = new Map<string, { name: string; values: string[] }>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (notCopied.has(key)) continue
    const entry = byName.get(key) ?? { name, values: [] }
    entry.values.push(value)
    byName.set(key, entry)
  }
  for (const [key, { name, values }] of byName) {
    if (key === 'set-cookie') values.unshift(...[response.getHeader(name) ?? []].flat().map(String))
    const [only = ''] = values
    response.setHeader(name, values.length === 1 ? only : values)
  }
}
