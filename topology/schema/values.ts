// The small values that fields are made of. Each says, in one sentence, what it wants when it gets something else.

import { isIP, isIPv4, isIPv6 } from 'node:net'
import * as z from 'zod'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** A duration such as `250ms`, `5s`, `2m`, `1h`, `90d`; milliseconds once read. */
export const duration = z
  .string()
  .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'expected a duration such as 250ms, 5s, 2m, 1h or 90d')
  .transform((text) => {
    const unit = /[a-z]+$/.exec(text)?.[0] ?? 'ms'
    return Math.round(Number.parseFloat(text) * (units[unit] ?? 1))
  })

/** An IPv4 or IPv6 address. */
export const ipAddress = z.string().refine((text) => isIP(text) !== 0, 'expected an IP address such as 192.168.16.3')
export const ipv4Address = z.string().refine((text) => isIPv4(text), 'expected an IPv4 address such as 203.0.113.10')
export const ipv6Address = z.string().refine((text) => isIPv6(text), 'expected an IPv6 address such as 2001:db8::10')

/** A TCP port. */
export const port = z.int().min(1).max(65_535)

const label = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?'

/** A DNS host name, without the dot at the end. */
export const dnsName = z
  .string()
  .max(253)
  .regex(new RegExp(`^${label}(\\.${label})*$`), 'expected a host name such as mail.contoso.com')

/** A DNS host name, or a wildcard of one label: `*.contoso.com`. */
export const dnsNameOrWildcard = z
  .string()
  .max(253)
  .regex(
    new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`),
    'expected a host name such as mail.contoso.com or *.contoso.com',
  )

/** The name of something in the topology: a host, a certificate, an edge, a farm. */
export const identifier = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'expected a name of letters, digits, dots, dashes and underscores')

/** `address:port`, with IPv6 in brackets; port 0 takes any free one. */
export const endpoint = z
  .string()
  .refine((text) => splitEndpoint(text) !== undefined, 'expected address:port, such as 127.0.0.1:8443 or [::1]:8443')

/** Takes `host:port` or `[v6]:port` apart; undefined when it is neither. */
export function splitEndpoint(text: string): { address: string; port: number } | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text)
  if (match === null) return undefined
  const number = Number(match[3])
  return number > 65_535 ? undefined : { address: match[1] ?? match[2] ?? '', port: number }
}

/** An absolute http or https URL. */
export const webUrl = z.string().refine((text) => /^https?:\/\/[^/]+/i.test(text) && URL.canParse(text), {
  error: 'expected a URL such as https://mail.contoso.com/owa',
})
