import type { EwsOperation } from '../operation.ts'
import { convertId } from './convert-id.ts'
import { createItem } from './create-item.ts'
import { expandDl } from './expand-dl.ts'
import { getEvents } from './get-events.ts'
import { getFolder } from './get-folder.ts'
import { getPasswordExpirationDate } from './get-password-expiration-date.ts'
import { getServerTimeZones } from './get-server-time-zones.ts'
import { getStreamingEvents } from './get-streaming-events.ts'
import { getUserAvailability } from './get-user-availability.ts'
import { resolveNames } from './resolve-names.ts'
import { subscribe } from './subscribe.ts'
import { unsubscribe } from './unsubscribe.ts'
import { getUserOofSettings, setUserOofSettings } from './user-oof-settings.ts'

const notifications: readonly EwsOperation[] = [subscribe, unsubscribe, getEvents, getStreamingEvents]

const directory: readonly EwsOperation[] = [
  resolveNames,
  expandDl,
  getUserAvailability,
  getUserOofSettings,
  setUserOofSettings,
  getServerTimeZones,
  getPasswordExpirationDate,
]

const operations: readonly EwsOperation[] = [getFolder, convertId, createItem, ...notifications, ...directory]

/** All operations that this mock's EWS carries out, by the local name of their element. */
export const ewsOperations: ReadonlyMap<string, EwsOperation> = new Map(
  operations.map((operation) => [operation.name, operation]),
)
