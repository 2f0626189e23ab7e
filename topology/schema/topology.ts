// The topology file: networks, hosts, certificates, DNS, edges, users and moves.

import * as z from 'zod'
import { activeSyncSchema, userActiveSync } from './activesync.ts'
import { dnsSchema } from './dns.ts'
import { topologyEdgeSchema } from './edge.ts'
import { hostsSchema } from './hosts.ts'
import { mailboxShape } from './mailbox.ts'
import { addressRange, dnsName, dnsNameOrWildcard, duration, emailAddress, identifier } from './values.ts'

const network = (range: string, meaning: string) =>
  z
    .strictObject({ range: addressRange.default(range).describe('addresses of the network') })
    .prefault({})
    .describe(meaning)

/** A certificate that the lab issues, also one that is wrong on purpose. */
export const issuedCertificate = z.strictObject({
  names: z.array(dnsNameOrWildcard).min(1).describe('subject alternative names; the first is also the common name'),
  issuer: z
    .enum(['public-ca', 'self-signed', 'unknown-ca'])
    .default('public-ca')
    .describe('public-ca is the one that clients trust; unknown-ca is one that nobody trusts'),
  validFrom: duration.optional().describe('how long ago it became valid; one day when absent'),
  expires: z
    .enum(['valid', 'expired', 'not-yet-valid'])
    .default('valid')
    .describe('a certificate with wrong dates on purpose'),
})

const fromFile = z.strictObject({
  pfx: z.string().describe('PKCS#12 file; relative to this file'),
  passphrase: z.string().optional().describe('its passphrase in clear; prefer passphraseFile'),
  passphraseFile: z.string().optional().describe('file whose first line is the passphrase'),
})

const certificateSchema = z.union([issuedCertificate, fromFile], {
  error: 'expected names (a certificate that the lab issues) or pfx (a file that it reads)',
})

const user = z.strictObject({
  password: z.string().min(1).describe("the user's password"),
  displayName: z.string().optional().describe('full name; the user name when absent'),
  mailbox: emailAddress.optional().describe('e-mail address; <user>@<domain> when absent'),
  server: identifier
    .optional()
    .describe('Exchange host that holds the mailbox; the first with the mailbox role when absent'),
  administrator: z
    .boolean()
    .default(false)
    .describe('member of Organization Management, who may use the admin center (ECP); the first user when nobody is'),
  ...mailboxShape,
  activeSync: userActiveSync,
})

const organisation = z
  .strictObject({
    mapiHttpEnabled: z
      .boolean()
      .default(true)
      .describe('Set-OrganizationConfig -MapiHttpEnabled: whether Autodiscover offers MAPI over HTTP'),
    hangingConnectionLimit: z
      .int()
      .min(1)
      .max(100_000)
      .default(3)
      .describe('streams of EWS notifications that one user may hold at once; 3 in Exchange 2013'),
    mapiSessionLimit: z
      .int()
      .min(1)
      .max(100_000)
      .default(32)
      .describe(
        'sessions of Outlook with the store that one user may have at once (Maximum Allowed Sessions Per User)',
      ),
    addressBookSessionLimit: z
      .int()
      .min(1)
      .max(100_000)
      .default(50)
      .describe(
        'sessions of Outlook with the address book that one user may have at once (NSPI max sessions per user)',
      ),
  })
  .prefault({})
  .describe('settings of the whole Exchange organisation')

const move = z.strictObject({
  mailbox: emailAddress.describe('mailbox to be moved'),
  kind: z
    .enum(['remote-move', 'cross-forest'])
    .default('remote-move')
    .describe('to Exchange Online, or to another forest'),
  endpoint: dnsName.describe('host name by which the other side calls MRSProxy'),
})

/** The topology file. */
export const topologySchema = z
  .strictObject({
    name: identifier.optional().describe('name of the topology; the file name when absent'),
    description: z.string().default('').describe('what this network is for, in a sentence or two'),
    domain: dnsName.describe('internet and e-mail domain, such as contoso.com'),
    netbios: z
      .string()
      .regex(/^[A-Z0-9-]{1,15}$/, 'expected up to 15 capital letters, digits or dashes')
      .optional()
      .describe('NetBIOS name of the Windows domain; from the domain when absent'),
    networks: z
      .strictObject({
        internet: network('203.0.113.0/24', 'the public network'),
        intranet: network('192.168.16.0/24', 'the network behind the router'),
      })
      .prefault({})
      .describe('the two networks'),
    hosts: hostsSchema.describe('the machines, by name'),
    certificates: z.record(identifier, certificateSchema).default({}).describe('certificates, by name'),
    dns: dnsSchema.prefault({}).describe('the DNS servers of both networks'),
    edges: z.record(identifier, topologyEdgeSchema).default({}).describe('reverse proxies, by name'),
    activeSync: activeSyncSchema,
    users: z.record(identifier, user).default({}).describe('users with their mailboxes, by user name'),
    organisation,
    moves: z.array(move).default([]).describe('mailbox moves that will use MRSProxy'),
  })
  .describe('A network for Bridgehead to bring up')

/** A topology as written, with defaults; what its names refer to is not looked up yet. */
export type Topology = z.output<typeof topologySchema>
/** A certificate as written: to be issued, or to be read from a PFX file. */
export type CertificateSettings = z.output<typeof certificateSchema>
