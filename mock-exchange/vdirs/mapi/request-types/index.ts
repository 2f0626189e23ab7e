import type { MapiRequestType } from '../request-type.ts'
import type { Endpoint } from '../session.ts'
import { bind } from './bind.ts'
import { connect } from './connect.ts'
import { disconnect } from './disconnect.ts'
import { notificationWait } from './notification-wait.ts'
import { ping } from './ping.ts'
import { unbind } from './unbind.ts'

const requestTypes: readonly MapiRequestType[] = [connect, disconnect, notificationWait, ping, bind, unbind]

/** The request type of that name at an endpoint; undefined for one that this mock does not carry out. */
export function findRequestType(name: string, endpoint: Endpoint): MapiRequestType | undefined {
  return requestTypes.find((type) => type.name === name && type.endpoints.includes(endpoint))
}
