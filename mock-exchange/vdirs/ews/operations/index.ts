import type { EwsOperation } from '../operation.ts'
import { convertId } from './convert-id.ts'
import { createItem } from './create-item.ts'
import { getFolder } from './get-folder.ts'

const operations: readonly EwsOperation[] = [getFolder, convertId, createItem]

/** All operations that this mock's EWS carries out, by the local name of their element. */
export const ewsOperations: ReadonlyMap<string, EwsOperation> = new Map(
  operations.map((operation) => [operation.name, operation]),
)
