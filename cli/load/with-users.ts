import { createHash } from 'node:crypto'
import type { LabPlan } from '../../topology/lab-plan.ts'

/** Nothing but the default folders: a thousand mailboxes are to be made in a moment. */
const empty = { folders: [], messages: [], appointments: [], contacts: [] } as const

/**
 * A topology with as many users as a load has clients, since Exchange limits what one user may hold open. Those that it
 * lacks are made after its first: `load1`, `load2` …, spread over the servers with mailboxes.
 */
export function withUsers(plan: LabPlan, count: number): LabPlan {
  const [template] = plan.users
  if (template === undefined) return plan
  const servers = plan.exchangeServers.filter(({ roles }) => roles.includes('mailbox')).map(({ host }) => host)
  const made = Array.from({ length: Math.max(0, count - plan.users.length) }, (_, index) => {
    const user = `load${index + 1}`
    const mailbox = `${user}@${plan.domain}`
    return {
      ...template,
      user,
      mailbox,
      displayName: `Load ${index + 1}`,
      mailboxGuid: guidOf(mailbox),
      server: servers[index % servers.length] ?? template.server,
      administrator: false,
      content: empty,
      targetAddress: undefined,
      autodiscoverUrl: undefined,
    }
  })
  return { ...plan, users: [...plan.users, ...made] }
}

/** The same GUID for the same address in every run. */
function guidOf(address: string): string {
  const hex = createHash('sha256').update(`load ${address}`).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
