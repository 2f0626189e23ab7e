import { markup } from '../../../xml/markup.ts'
import { arrivalsOf } from '../arrivals.ts'
import { type MrsHandler, sessionOf } from '../operation.ts'

/** How far the source was read when the destination last took items in; nothing for a move that begins. */
export const getSyncState: MrsHandler = (request, call) => {
  const { syncState, items } = arrivalsOf(sessionOf(request, call, 'destination'))
  const state = syncState === undefined ? undefined : markup`<SyncState>${syncState}</SyncState>`
  return markup`${state}<ItemCount>${items.size}</ItemCount>`
}
