// A record's data in the words of a zone file (RFC 1035 section 5.1), as dig prints it.

import type { Answer } from 'dns-packet'
import type { DnsType } from '../base/dns-answer.ts'

/** The type and text of a record; undefined for types that the lab does not know. */
export function recordText(record: Answer): { readonly type: DnsType; readonly value: string } | undefined {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return { type: record.type, value: record.data }
    case 'CNAME':
    case 'NS':
      return { type: record.type, value: dotted(record.data) }
    case 'MX':
      return { type: 'MX', value: `${record.data.preference ?? 0} ${dotted(record.data.exchange)}` }
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = record.data
      return { type: 'SRV', value: `${priority} ${weight} ${port} ${dotted(target)}` }
    }
    case 'SOA': {
      const { mname, rname, serial = 0, refresh = 0, retry = 0, expire = 0, minimum = 0 } = record.data
      return { type: 'SOA', value: [dotted(mname), dotted(rname), serial, refresh, retry, expire, minimum].join(' ') }
    }
    case 'TXT':
      return { type: 'TXT', value: [record.data].flat().map(quoted).join(' ') }
    default:
      return undefined
  }
}

function dotted(name: string): string {
  return name.endsWith('.') ? name : `${name}.`
}

/** A character string in quotes: quotes and backslashes behind a backslash, what is not printable ASCII as three digits. */
function quoted(text: string | Buffer): string {
  const bytes = Buffer.from(text).toString('latin1')
  const escaped = bytes
    .replace(/["\\]/g, '\\$&')
    .replace(/[^\x20-\x7e]/g, (byte) => `\\${String(byte.charCodeAt(0)).padStart(3, '0')}`)
  return `"${escaped}"`
}
