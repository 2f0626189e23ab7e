// DNS as the topology writes it: one server for the internet, one for the intranet, zones with records.

import * as z from 'zod'
import { dnsName, ipv4Address, ipv6Address } from './values.ts'

const ttl = z
  .int()
  .min(0)
  .max(2_147_483_647)
  .optional()
  .describe("seconds that the answer may be kept; the zone's when absent")
const name = z
  .string()
  .regex(
    /^(@|\*|(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*)$/,
    'expected a name below the zone, or @ for the zone itself',
  )
  .default('@')
  .describe('name below the zone; @ for the zone itself')

/** One record: the type is the key that holds its value. */
const dnsRecord = z.union(
  [
    z.strictObject({ name, ttl, a: ipv4Address.describe('IPv4 address') }),
    z.strictObject({ name, ttl, aaaa: ipv6Address.describe('IPv6 address') }),
    z.strictObject({ name, ttl, cname: dnsName.describe('the name that this one stands for') }),
    z.strictObject({
      name,
      ttl,
      mx: z
        .strictObject({
          preference: z.int().min(0).max(65_535).default(10).describe('lower is tried first'),
          exchange: dnsName.describe('mail server; must have an address record of its own'),
        })
        .describe('mail server of the name'),
    }),
    z.strictObject({ name, ttl, txt: z.string().max(2000).describe('text, such as v=spf1 a mx ~all') }),
    z.strictObject({
      name,
      ttl,
      srv: z
        .strictObject({
          priority: z.int().min(0).max(65_535).default(0).describe('lower is tried first'),
          weight: z.int().min(0).max(65_535).default(0).describe('share among the same priority'),
          port: z.int().min(1).max(65_535).describe('TCP port'),
          target: dnsName.describe('host that gives the service'),
        })
        .describe('host and port of a service, such as _autodiscover._tcp'),
    }),
    z.strictObject({ name, ttl, ns: dnsName.describe('name server of the zone') }),
  ],
  { error: 'expected name, ttl and exactly one of a, aaaa, cname, mx, txt, srv or ns' },
)
/** A record as written, with its defaults; `ttl` in seconds. */
export type DnsRecord = z.output<typeof dnsRecord>

const dnsZone = z.strictObject({
  ttl: z.int().min(0).default(3600).describe('seconds that answers of this zone may be kept'),
  negativeTtl: z.int().min(0).default(900).describe('seconds that "no such name" may be kept (SOA minimum, RFC 2308)'),
  records: z.array(dnsRecord).default([]).describe('the records'),
})
/** A zone as written, with its defaults; times in seconds. */
export type DnsZone = z.output<typeof dnsZone>

const dnsView = z.strictObject({
  zones: z.record(dnsName, dnsZone).default({}).describe('zones that this server holds'),
})

/** `dns` of a topology: only the intranet can forward, as the public DNS has nobody to ask. */
export const dnsSchema = z.strictObject({
  internet: dnsView.prefault({}).describe('the public DNS'),
  intranet: dnsView
    .extend({
      forward: z.boolean().default(true).describe('ask the public DNS for what no zone here holds'),
    })
    .prefault({})
    .describe("the intranet's own DNS; its zones are written like those of the internet"),
})
