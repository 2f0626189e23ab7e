// Users with their mailboxes.

import { createHash } from 'node:crypto'
import type { ExchangePlan, UserPlan } from '../lab-plan.ts'
import { didYouMean } from '../nearest.ts'
import type { Topology } from '../schema/topology.ts'
import type { Notes } from './notes.ts'

/**
 * The users of a topology; who names no server has the mailbox on the first that has the role. Notes mailboxes given
 * twice and servers without the role.
 */
export function planUsers(
  topology: Topology,
  netbios: string,
  exchangeServers: readonly ExchangePlan[],
  notes: Notes,
): UserPlan[] {
  const homes = exchangeServers.filter((server) => server.roles.includes('mailbox')).map((server) => server.host)
  const owners = new Map<string, string>()
  const given = Object.entries(topology.users)
  // In life it is whoever installed Exchange; a lab without an administrator could not be administered at all.
  const nobody = given.every(([, { administrator }]) => !administrator)
  return given.map(([user, settings], index): UserPlan => {
    const path = ['users', user]
    const mailbox = (settings.mailbox ?? `${user}@${topology.domain}`).toLowerCase()
    const owner = owners.get(mailbox)
    if (owner !== undefined) notes.tell(path, `${mailbox} is the mailbox of ${owner} already`, 'key')
    owners.set(mailbox, user)
    if (settings.server !== undefined && !homes.includes(settings.server)) {
      const hint = didYouMean(settings.server, homes)
      notes.tell([...path, 'server'], `"${settings.server}" is no Exchange server with the mailbox role${hint}`)
    }
    return {
      user,
      domain: netbios,
      password: settings.password,
      displayName: settings.displayName ?? user,
      mailbox,
      // Who has moved away has an account here, and no mailbox.
      server: settings.targetAddress === undefined ? (settings.server ?? homes[0]) : undefined,
      mailboxGuid: guidOf(mailbox),
      administrator: settings.administrator || (nobody && index === 0),
      quota: settings.quota,
      content: settings.content,
      targetAddress: settings.targetAddress,
      autodiscoverUrl: settings.autodiscoverUrl,
      activeSync: settings.activeSync,
    }
  })
}

/** The NetBIOS name that Windows proposes for a domain: its first label, in capitals, 15 characters at most. */
export function netbiosOf(domain: string): string {
  const [label = ''] = domain.split('.')
  return label.replaceAll('_', '-').slice(0, 15).toUpperCase()
}

// A version 8 UUID of RFC 9562 (section 5.8), so that logs and traces of two runs can be compared.
function guidOf(mailbox: string): string {
  const hex = createHash('sha256').update(`bridgehead mailbox ${mailbox}`).digest('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
