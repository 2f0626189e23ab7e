// The small values that fields are made of. Each says, in one sentence, what it wants when it gets something else.

import { isIP, isIPv4, isIPv6 } from 'node:net'
import { createSecureContext } from 'node:tls'
import * as z from 'zod'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const aDuration = 'expected a duration such as 250ms, 5s, 2m, 1h or 90d'

/** A duration such as `250ms`, `5s`, `2m`, `1h`, `90d`; milliseconds once read. */
export const duration = z
  .string(aDuration)
  .regex(/^\d{1,9}(\.\d{1,9})?(ms|s|m|h|d)$/, aDuration)
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] ?? 'ms'
    return Math.round(Number.parseFloat(text) * (units[unit] ?? 1))
  })
  .meta({ title: 'duration' })

/** A duration that a timer counts: more than nothing, and no longer than a timer can run (2^31-1 ms, 24 days). */
export const timeLimit = duration
  .refine(
    (milliseconds) => milliseconds >= 1 && milliseconds < 2 ** 31,
    'expected a duration of at least 1ms and at most 24d',
  )
  .meta({ title: 'duration' })

/** An IPv4 or IPv6 address, without a zone (%eth0), which means nothing in a lab. */
export const ipAddress = z
  .string()
  .refine((text) => isIP(text) !== 0 && !text.includes('%'), 'expected an IP address such as 192.168.16.3')
  .meta({ title: 'IP address' })
/** An address for an A record. */
export const ipv4Address = z
  .string()
  .refine((text) => isIPv4(text), 'expected an IPv4 address such as 203.0.113.10')
  .meta({ title: 'IPv4 address' })
/** An address for an AAAA record, without a zone. */
export const ipv6Address = z
  .string()
  .refine((text) => isIPv6(text) && !text.includes('%'), 'expected an IPv6 address such as 2001:db8::10')
  .meta({ title: 'IPv6 address' })

/** A TCP port. */
export const port = z.int().min(1).max(65_535).meta({ title: 'port' })

const label = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'

/** A DNS host name, without the dot at the end. */
export const dnsName = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^${label}(\\.${label})*$`),
    'expected a host name such as mail.contoso.com, without a dot at the end',
  )
  .meta({ title: 'host name' })

/** A DNS host name, or a wildcard of one label: `*.contoso.com`. */
export const dnsNameOrWildcard = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`),
    'expected a host name such as mail.contoso.com or *.contoso.com',
  )
  .meta({ title: 'host name or wildcard' })

/** The name of something in the topology: a host, a certificate, an edge, a farm. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a name of letters, digits, dots, dashes and underscores')
  .meta({ title: 'name' })

/** `address:port`, with IPv6 in brackets; port 0 takes any free one. */
export const endpoint = z
  .string()
  .refine((text) => splitEndpoint(text) !== undefined, 'expected address:port, such as 127.0.0.1:8443 or [::1]:8443')
  .meta({ title: 'address:port' })

/** Takes `host:port` or `[v6]:port` apart; undefined when it is neither. */
export function splitEndpoint(text: string): { address: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  if (match === null) return undefined
  const number = Number(match[3])
  if (match[1] !== undefined && !isIPv6(match[1])) return undefined
  return number > 65_535 ? undefined : { address: match[1] ?? match[2] ?? '', port: number }
}

/** An OpenSSL list of cipher suites, `:` between them, with at least one that OpenSSL knows. */
export const cipherList = z
  .string()
  .regex(/^[\w:!+@=.-]+$/, 'expected names of cipher suites with : between them')
  .refine(isKnownToOpenSsl, 'OpenSSL knows no cipher suite in it; see openssl ciphers -v for the names')
  .meta({ title: 'cipher suites' })

function isKnownToOpenSsl(ciphers: string): boolean {
  try {
    createSecureContext({ ciphers })
    return true
  } catch {
    return false
  }
}

/** A time such as `2014-06-02T10:00:00Z`; milliseconds since 1970 once read. */
export const instant = z.iso
  .datetime({ offset: true, error: 'expected a time such as 2014-06-02T10:00:00Z' })
  .transform((text) => Date.parse(text))
  .meta({ title: 'time' })

/** An e-mail address. */
export const emailAddress = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/, 'expected an e-mail address such as alice@contoso.com')
  .meta({ title: 'e-mail address' })

/** Name of an Active Directory site. */
export const adSite = z
  .string()
  .regex(/^[\w-]([\w .-]{0,61}[\w-])?$/, 'expected the name of a site such as Default-First-Site-Name')
  .meta({ title: 'site' })

/** A range of addresses such as `192.168.16.0/24`. */
export const addressRange = z
  .string()
  .refine((text) => splitRange(text) !== undefined, 'expected an address range such as 192.168.16.0/24')
  .meta({ title: 'address range' })

/** An address, or a range of them. */
export const addressOrRange = z
  .string()
  .refine(
    (text) => ipAddress.safeParse(text).success || splitRange(text) !== undefined,
    'expected an IP address such as 192.168.16.3, or a range such as 192.168.16.0/24',
  )
  .meta({ title: 'IP address or range' })

/** Takes `192.168.16.0/24` apart; undefined when it is no range. */
export function splitRange(text: string): { address: string; prefix: number } | undefined {
  const match = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text)
  const [, address = '', bits] = match ?? []
  const prefix = Number(bits)
  return isIP(address) !== 0 && prefix <= (isIPv4(address) ? 32 : 128) ? { address, prefix } : undefined
}

/** A path of a URL as a rule or a probe names it: no query, no dot segments, any percent escapes valid. */
export const urlPath = z
  .string()
  .refine(isPlainPath, 'expected a path such as /owa, without ?, # or dot segments')
  .meta({ title: 'path' })

function isPlainPath(text: string): boolean {
  if (!/^\/[\x21-\x7e]*$/.test(text) || /[?#\\]/.test(text)) return false
  try {
    return text
      .split('/')
      .every((part) => !['.', '..'].includes(decodeURIComponent(part)) && !/%2f|%5c|%00/i.test(part))
  } catch {
    return false
  }
}

/** Where a redirect leads: an absolute URL, or a path on the same host. */
export const redirectTarget = z
  .string()
  .regex(/^(https?:\/\/[^/\s]|\/)[\x21-\x7e]*$/i, 'expected a URL such as https://mail.contoso.com/owa/, or a path')
  .meta({ title: 'URL or path' })

/** An absolute http or https URL. */
export const webUrl = z
  .string()
  .refine((text) => /^https?:\/\/[^/]+/i.test(text) && URL.canParse(text), {
    error: 'expected a URL such as https://mail.contoso.com/owa',
  })
  .meta({ title: 'URL' })
