import * as z from 'zod'
import { placeOf } from '../words.ts'
import { definePhoneAction } from './define-phone-action.ts'
import { deviceOptions } from './device.ts'
import { folderTypes } from './folders.ts'
import { accessOf } from './quarantine.ts'
import { synchronise } from './sync.ts'

const folderNames = Object.keys(folderTypes) as [keyof typeof folderTypes]

export const activeSyncSync = definePhoneAction({
  name: 'activesync.sync',
  about:
    'A phone synchronises a folder, the Inbox unless told: policy where the server wants that, folders, items. In a kept session it goes on from where it was. Facts: folder, messages, newest (subject), subjects, added, changed, deleted, access (allowed, quarantined), provisions (how often it got its policy); status, folderSyncStatus or syncStatus when it is refused, redirects and redirectedTo after a 451.',
  options: z.strictObject({
    ...deviceOptions,
    folder: z.enum(folderNames).default('inbox').describe('the folder'),
  }),
  async act(run, phone, { folder }) {
    const id = await phone.folderOfType(folderTypes[folder])
    const { items, ...counts } = await synchronise(phone, id)
    const newest = items[0]?.subject ?? ''
    const subjects = items
      .slice(0, 20)
      .map(({ subject }) => subject)
      .join('; ')
    const access = accessOf(items)
    const facts = { folder, messages: items.length, newest, subjects, access, ...counts }
    if (access === 'quarantined') {
      return run.failed(`${placeOf(phone.url)} keeps the device in quarantine: all it shows is "${newest}".`, facts)
    }
    const most = newest === '' ? '' : `, the newest "${newest}"`
    return run.ok(`${placeOf(phone.url)} gave the device ${items.length} items of ${folder}${most}.`, facts)
  },
})
