import { itemOf } from '../call.ts'
import { attemptEach, type ServiceAction } from './action.ts'
import type { JsonPart } from './request.ts'
import { folderFrom, itemJson, wholeItemJson } from './shapes.ts'

const mostItems = 1_000

/** Items of a folder, the newest first, by `Paging`'s Offset and MaxEntriesReturned. */
export const findItem: ServiceAction = {
  name: 'FindItem',
  run: (body, call) =>
    attemptEach(body.at('ParentFolderIds'), 'FindItemResponseMessage', (id) => {
      const { mailbox } = call
      const all = mailbox
        .items(folderFrom(id, call))
        .toSorted((a, b) => b.receivedAt - a.receivedAt || b.id.counter - a.id.counter)
      const { offset, most } = pageOf(body.at('Paging'))
      const shown = all.slice(offset, offset + most)
      return {
        RootFolder: {
          IncludesLastItemInRange: offset + most >= all.length,
          IndexedPagingOffset: Math.min(offset + most, all.length),
          TotalItemsInView: all.length,
          Items: shown.map((item) => itemJson(item, call)),
        },
      }
    }),
}

/** Whole items by their ids. */
export const getItem: ServiceAction = {
  name: 'GetItem',
  run: (body, call) =>
    attemptEach(body.at('ItemIds'), 'ItemInfoResponseMessage', async (id) => ({
      Items: [await wholeItemJson(itemOf(call, id.at('Id').text ?? ''), call)],
    })),
}

function pageOf(paging: JsonPart): { readonly offset: number; readonly most: number } {
  const offset = Math.max(0, Math.trunc(paging.at('Offset').number ?? 0))
  const most = Math.min(mostItems, Math.max(1, Math.trunc(paging.at('MaxEntriesReturned').number ?? mostItems)))
  return { offset, most }
}
