import { childOf, childrenNamed, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import type { ActiveSyncCall, ActiveSyncCommand } from '../command.ts'
import { itemClassOf } from '../items/index.ts'
import { readOptions } from '../sync/options.ts'
import { pendingOf } from '../sync/pending.ts'

const page = 'GetItemEstimate'
const tag = tagsOf(page)

/** Status of GetItemEstimate ([MS-ASCMD] 2.2.3.177.7). */
const statuses = { success: '1', noCollection: '2', notPrimed: '3', invalidKey: '4' } as const

/** How many changes a Sync of each collection would tell. */
export const getItemEstimate: ActiveSyncCommand = {
  name: 'GetItemEstimate',
  page,
  inQuarantine: true,
  run(call) {
    const list = childrenNamed(childOf(call.body, page, 'Collections'), page, 'Collection')
    if (call.body?.tag !== 'GetItemEstimate' || list.length === 0) {
      return { body: tag('GetItemEstimate', tag('Status', statuses.noCollection)) }
    }
    return { body: tag('GetItemEstimate', ...list.map((collection) => estimate(call, collection))) }
  },
}

function estimate({ state, mailbox, clock }: ActiveSyncCall, given: WbxmlElement): WbxmlElement {
  const id = textOf(given, page, 'CollectionId') ?? ''
  const failed = (status: string): WbxmlElement =>
    tag('Response', tag('Status', status), tag('Collection', tag('CollectionId', id)))
  const folder = state.hierarchy.folderOf(id, mailbox)
  const itemClass = folder && itemClassOf(folder)
  if (folder === undefined || itemClass === undefined) return failed(statuses.noCollection)
  const key = textOf(given, 'AirSync', 'SyncKey')
  const begun = state.begun(id)
  if (begun === undefined || key === '0') return failed(statuses.notPrimed)
  const found = key === undefined ? undefined : begun.at(key)
  if (found === undefined) return failed(statuses.invalidKey)
  // Before 14.0 the filter stands in the collection itself, not in its options.
  const own = childOf(given, 'AirSync', 'Options') ?? (childOf(given, 'AirSync', 'FilterType') && given)
  const options = own === undefined ? begun.options : readOptions(own, itemClass.name)
  const { told } = found.base
  const count = pendingOf({ mailbox, folder, itemClass, told, options, now: clock.now() }).length
  return tag(
    'Response',
    tag('Status', statuses.success),
    tag('Collection', tag('CollectionId', id), tag('Estimate', String(count))),
  )
}
