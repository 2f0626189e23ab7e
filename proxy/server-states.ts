// The states that an administrator gives servers, at work: what a state does to the connections that stand.

import { failure } from '../base/errors.ts'
import type { AdminState } from '../topology/schema/availability.ts'
import type { ActivePlan } from './edge-run.ts'
import type { Farm } from './farm.ts'
import { setState, takesBound } from './member.ts'
import type { ServerState } from './types.ts'

/** How all servers of a plan fare, in its order. */
export function describeServers({ farms }: ActivePlan): ServerState[] {
  return Array.from(farms.values()).flatMap(({ plan: { name: farm }, members }) =>
    members.map(
      ({ plan, state, healthy, reason, inFlight, requestBytes, responseBytes, responseMilliseconds, connections }) => ({
        farm,
        server: plan.name,
        state,
        healthy,
        reason,
        requestsInFlight: inFlight,
        requestBytes,
        responseBytes,
        address: plan.endpoint,
        responseMilliseconds,
        connections: connections.size,
      }),
    ),
  )
}

/**
 * Gives a server another state, at once.
 * @throws BH_ERR_EDGE_NO_FARM, BH_ERR_EDGE_NO_SERVER
 */
export function changeState(active: ActivePlan, farmName: string, server: string, state: AdminState): void {
  const edge = active.plan.name
  const farm = active.farms.get(farmName)
  if (farm === undefined) {
    const known = Array.from(active.farms.keys()).join(', ') || 'none'
    throw failure('BH_ERR_EDGE_NO_FARM', { edge, farm: farmName, known })
  }
  const member = farm.members.find(({ plan }) => plan.name === server)
  if (member === undefined) {
    const known = farm.members.map(({ plan }) => plan.name).join(', ')
    throw failure('BH_ERR_EDGE_NO_SERVER', { edge, farm: farmName, server, known })
  }
  setState(member, state)
  enforceStates(farm)
}

/** Closes connections to servers that are not to have any; who waits goes on, if there is room now. */
export function enforceStates({ idle, line, members }: Farm): void {
  for (const member of members) {
    if (takesBound(member)) continue
    idle.closeTo(member)
    if (member.state !== 'offline') continue
    // A request that is cut here may go on to another server, on a connection that is not among these.
    for (const connection of [...member.connections]) connection.sever()
  }
  line.move()
}
