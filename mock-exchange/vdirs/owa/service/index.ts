import type { ServiceAction } from './action.ts'
import { createItem } from './create-item.ts'
import { findFolder, getFolder } from './folders.ts'
import { findItem, getItem } from './items.ts'

/** Actions of `service.svc`, by name. */
export const serviceActions: ReadonlyMap<string, ServiceAction> = new Map(
  [getFolder, findFolder, findItem, getItem, createItem].map((action) => [action.name, action]),
)
