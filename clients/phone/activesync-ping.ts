// Ping: the request that the server holds until something is new in a folder (reference exchange-protocols.md 2.5).
//
//   policy, when asked for ─▶ FolderSync ─▶ Ping on the Inbox ─▶ held ─▶ Status 1 (time over) or 2 (news)

import * as z from 'zod'
import { duration } from '../../topology/schema/values.ts'
import { placeOf } from '../words.ts'
import { definePhoneAction } from './define-phone-action.ts'
import { deviceOptions } from './device.ts'
import { folderTypes } from './folders.ts'
import { ping } from './ping.ts'
import { statusText } from './status.ts'

const words: Readonly<Record<string, string>> = {
  '1': 'the time was over without news',
  '2': 'there is something new',
  '3': 'parameters are missing',
  '4': 'the request is malformed',
  '5': 'the heartbeat is out of range',
  '6': 'there are too many folders',
  '7': 'the folders must be synchronised first',
  '8': 'the server failed',
}

export const activeSyncPing = definePhoneAction({
  name: 'activesync.ping',
  about:
    'A phone learns its folders (FolderSync), with the policy first where the server wants that, and then waits for news of the Inbox (Ping), which the server holds. Facts: outcome (expired, changes, refused), pingStatus, heldMilliseconds, folder, provisions (how often it got its policy); limit when the heartbeat is out of range, folderSyncStatus when there is no Inbox, redirects and redirectedTo after a 451.',
  options: z.strictObject({
    ...deviceOptions,
    heartbeat: duration.prefault('8m').describe('how long the server may hold the Ping; Exchange takes 60s to 59m'),
  }),
  async act(run, phone, { heartbeat }) {
    const folder = await phone.folderOfType(folderTypes.inbox)
    const started = performance.now()
    const { status: pingStatus, limit } = await ping(phone, folder, heartbeat, (requestId) => {
      run.context.whenHeld(requestId).then(run.context.established)
    })
    const heldMilliseconds = Math.round(performance.now() - started)
    const facts = {
      pingStatus,
      heldMilliseconds,
      folder,
      outcome: pingStatus === '1' ? 'expired' : pingStatus === '2' ? 'changes' : 'refused',
      ...(limit === undefined ? {} : { limit }),
    }
    const what = statusText(pingStatus, words)
    const place = placeOf(phone.url)
    if (facts.outcome === 'refused') return run.failed(`${place} refused the Ping: ${what}.`, facts)
    return run.ok(`${place} held the Ping for ${heldMilliseconds} ms, then: ${what}.`, facts)
  },
})
