import type { EwsOperation } from '../operation.ts'
import { convertId } from './convert-id.ts'
import { createItem } from './create-item.ts'
import { getEvents } from './get-events.ts'
import { getFolder } from './get-folder.ts'
import { getStreamingEvents } from './get-streaming-events.ts'
import { subscribe } from './subscribe.ts'
import { unsubscribe } from './unsubscribe.ts'

const notifications: readonly EwsOperation[] = [subscribe, unsubscribe, getEvents, getStreamingEvents]

const operations: readonly EwsOperation[] = [getFolder, convertId, createItem, ...notifications]

/** All operations that this mock's EWS carries out, by the local name of their element. */
export const ewsOperations: ReadonlyMap<string, EwsOperation> = new Map(
  operations.map((operation) => [operation.name, operation]),
)
