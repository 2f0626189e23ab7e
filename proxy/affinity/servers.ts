import type { Member } from '../member.ts'

/** The servers of a farm, as affinity sees them. */
export interface AffinityServers {
  readonly members: readonly Member[]
  /** Whether a client that is bound to a member may go there; not to one that is no member of the farm any more. */
  serves(member: Member): boolean
}
