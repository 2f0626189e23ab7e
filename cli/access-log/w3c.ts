// The W3C extended format as IIS writes it (Microsoft, "W3C Logging", HTTP Server API; W3C, WD-logfile-960323): fields
// divided by a space, `+` for a space within a value, `-` for nothing, times in UTC. What reads IIS's logs (Log Parser,
// Exchange's own scripts) reads these. Date and time are those of the end, as the draft of W3C has it. Bytes are those of
// bodies and tunnels; IIS counts heads too.

import { redactQuery } from '../../base/redact.ts'
import type { HopRecord } from '../../base/trace.ts'
import type { LogFormat } from './format.ts'
import { subStatus } from './sub-status.ts'
import { win32Status } from './win32-status.ts'

interface Exchange {
  readonly hop: HopRecord
  /** `2026-11-21` and `16:45:53`. */
  readonly ended: readonly [date: string, time: string]
  readonly stem: string
  readonly query: string
}

const fields: Readonly<Record<string, (exchange: Exchange) => string | number | undefined>> = {
  date: ({ ended }) => ended[0],
  time: ({ ended }) => ended[1],
  's-ip': ({ hop }) => hop.edge?.local?.address,
  's-port': ({ hop }) => hop.edge?.local?.port,
  'cs-method': ({ hop }) => hop.method,
  'cs-uri-stem': ({ stem }) => stem,
  'cs-uri-query': ({ query }) => query,
  'c-ip': ({ hop }) => hop.edge?.client?.address,
  'cs-version': ({ hop }) => (hop.httpVersion === undefined ? undefined : `HTTP/${hop.httpVersion}`),
  'cs(User-Agent)': ({ hop }) => requestHeader(hop, 'user-agent'),
  'cs(Referer)': ({ hop }) => redactQuery(requestHeader(hop, 'referer') ?? ''),
  'cs-host': ({ hop }) => hop.authority,
  'sc-status': ({ hop }) => hop.status,
  'sc-substatus': ({ hop }) => hop.subStatus ?? subStatus(hop.status, hop.cause),
  'sc-win32-status': ({ hop }) => win32Status(hop.cause),
  'sc-bytes': ({ hop }) => hop.responseBytes,
  'cs-bytes': ({ hop }) => hop.requestBytes,
  'time-taken': ({ hop }) => Math.round(hop.milliseconds),
}

const columns = Object.values(fields)

/** The W3C extended format with the fields of IIS. */
export const w3cFormat: LogFormat = {
  head: (now) =>
    [
      '#Software: Bridgehead',
      '#Version: 1.0',
      `#Date: ${dateAndTime(now.getTime()).join(' ')}`,
      `#Fields: ${Object.keys(fields).join(' ')}`,
      '',
    ].join('\n'),
  line(hop) {
    // The absolute form of a target (RFC 9112 section 3.2.2) names the host too, which has a field of its own.
    const target = redactQuery(hop.target).replace(/^https?:\/\/[^/?]*/i, '')
    const mark = target.indexOf('?')
    const exchange: Exchange = {
      hop,
      ended: dateAndTime(hop.at + hop.milliseconds),
      stem: hop.method === 'CONNECT' || hop.target === '' ? '' : (mark < 0 ? target : target.slice(0, mark)) || '/',
      query: mark < 0 ? '' : target.slice(mark + 1),
    }
    return columns.map((column) => written(column(exchange))).join(' ')
  },
}

function dateAndTime(milliseconds: number): [date: string, time: string] {
  const text = new Date(milliseconds).toISOString()
  return [text.slice(0, 10), text.slice(11, 19)]
}

function requestHeader({ requestHeaders }: HopRecord, name: string): string | undefined {
  return requestHeaders.find(([candidate]) => candidate.toLowerCase() === name)?.[1]
}

function written(value: string | number | undefined): string {
  return value === undefined || value === '' ? '-' : String(value).replace(/[\s\0-\x1f\x7f]/g, '+')
}
