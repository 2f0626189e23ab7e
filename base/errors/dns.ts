import type { ErrorEntry } from './entry.ts'

export const dnsErrors = {
  BH_ERR_DNS_ALIAS: {
    message:
      'In the zone {zone}, {name} has a CNAME beside {other}. An alias stands alone (RFC 1034 section 3.6.2), and never at the zone itself: give the name an A record, or drop the others.',
    exitCode: 2,
  },
  BH_ERR_DNS_ZONE_TWICE: {
    message: 'One DNS server is given the zone {zone} twice. Put all its records into one.',
    exitCode: 2,
  },
  BH_ERR_DNS_NAME: {
    message:
      '"{name}" is no name that DNS can carry: labels of 1 to 63 characters, 255 bytes in all. Check its spelling.',
    exitCode: 2,
  },
  BH_ERR_DNS_NO_PORT: {
    message:
      'Found no port on {host} that is free for UDP and TCP alike, after {attempts} attempts. End some programs, or name a port.',
    exitCode: 2,
  },
} as const satisfies Record<string, ErrorEntry>
