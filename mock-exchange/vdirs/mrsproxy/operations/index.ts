import type { MrsOperation } from '../../../../protocols/mrs/index.ts'
import type { MrsHandler } from '../operation.ts'
import { closeMailbox } from './close-mailbox.ts'
import { completeMove } from './complete-move.ts'
import { exchangeVersionInformation } from './exchange-version-information.ts'
import { exportItems } from './export-items.ts'
import { getFolders } from './get-folders.ts'
import { getSyncState } from './get-sync-state.ts'
import { importFolders } from './import-folders.ts'
import { importItems } from './import-items.ts'
import { openMailbox } from './open-mailbox.ts'

/** How the service carries out each of its operations. */
export const mrsHandlers: Readonly<Record<MrsOperation, MrsHandler>> = {
  ExchangeVersionInformation: exchangeVersionInformation,
  OpenMailbox: openMailbox,
  GetFolders: getFolders,
  ExportItems: exportItems,
  GetSyncState: getSyncState,
  ImportFolders: importFolders,
  ImportItems: importItems,
  CompleteMove: completeMove,
  CloseMailbox: closeMailbox,
}
