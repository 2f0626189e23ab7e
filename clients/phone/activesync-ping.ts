// Ping: the request that the server holds until something is new in a folder (reference exchange-protocols.md 2.5).
//
//   FolderSync with key 0 ─▶ the folders and their ids        Ping on the Inbox ─▶ held ─▶ Status 1 (time over) or 2 (news)

import * as z from 'zod'
import {
  childAt,
  childrenOf,
  decodeWbxml,
  element,
  encodeWbxml,
  textAt,
  type WbxmlElement,
} from '../../protocols/wbxml/index.ts'
import { duration } from '../../topology/schema/values.ts'
import type { ActionRun } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import type { AuthenticationScheme } from '../http/index.ts'
import { scheme, serviceUrl } from '../options.ts'
import type { ActionResult } from '../types.ts'
import { answered, logOnRefused, placeOf } from '../words.ts'
import { commandUrl, deviceHeaders } from './device.ts'

/** FolderHierarchy's Type of the Inbox. */
const inboxType = '2'

const pingStatuses: Readonly<Record<string, string>> = {
  '1': 'the time was over without news',
  '2': 'there is something new',
  '3': 'parameters are missing',
  '4': 'the request is malformed',
  '5': 'the heartbeat is out of range',
  '6': 'there are too many folders',
  '7': 'the folders must be synchronised first',
  '8': 'the server failed',
}

interface Call {
  readonly url: URL
  readonly auth: AuthenticationScheme
}

type Answer = { readonly document: WbxmlElement; readonly milliseconds: number } | { readonly failed: ActionResult }

export const activeSyncPing = defineAction({
  name: 'activesync.ping',
  about:
    'A phone learns its folders (FolderSync) and then waits for news of the Inbox (Ping), which the server holds. Facts: outcome (expired, changes, refused), pingStatus, heldMilliseconds, folder; limit when the heartbeat is out of range, folderSyncStatus when there is no Inbox.',
  options: z.strictObject({
    url: serviceUrl('/Microsoft-Server-ActiveSync'),
    auth: scheme('basic'),
    heartbeat: duration.prefault('8m').describe('how long the server may hold the Ping; Exchange takes 60s to 59m'),
  }),
  async act(run, { url, auth, heartbeat }) {
    const call = { url, auth }
    const folders = await command(
      run,
      call,
      'FolderSync',
      element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'SyncKey', '0')),
      30_000,
    )
    if ('failed' in folders) return folders.failed
    const status = textAt(folders.document, 'Status')
    const inbox = inboxOf(folders.document)
    if (status !== '1' || inbox === undefined) {
      return run.failed(`${placeOf(url)} answered FolderSync with status ${status ?? 'none'} and no Inbox.`, {
        folderSyncStatus: status ?? '',
      })
    }

    const seconds = Math.round(heartbeat / 1_000)
    const folder = element('Ping', 'Folder', element('Ping', 'Id', inbox), element('Ping', 'Class', 'Email'))
    const ping = element(
      'Ping',
      'Ping',
      element('Ping', 'HeartbeatInterval', String(seconds)),
      element('Ping', 'Folders', folder),
    )
    // A device waits a minute longer than it asked for (reference 2.5).
    const held = await command(run, call, 'Ping', ping, heartbeat + 60_000, (requestId) => {
      run.context.whenHeld(requestId).then(run.context.established)
    })
    if ('failed' in held) return held.failed
    const pingStatus = textAt(held.document, 'Status') ?? ''
    const heldMilliseconds = Math.round(held.milliseconds)
    const limit = textAt(held.document, 'HeartbeatInterval')
    const facts = {
      pingStatus,
      heldMilliseconds,
      folder: inbox,
      outcome: pingStatus === '1' ? 'expired' : pingStatus === '2' ? 'changes' : 'refused',
      ...(limit === undefined ? {} : { limit: Number(limit) }),
    }
    const words = pingStatuses[pingStatus] ?? 'an unknown status'
    if (pingStatus !== '1' && pingStatus !== '2')
      return run.failed(`${placeOf(url)} refused the Ping: ${words} (status ${pingStatus}).`, facts)
    return run.ok(
      `${placeOf(url)} held the Ping for ${heldMilliseconds} ms, then: ${words} (status ${pingStatus}).`,
      facts,
    )
  },
})

async function command(
  run: ActionRun,
  { url, auth }: Call,
  name: string,
  document: WbxmlElement,
  answerWithin: number,
  onSent?: (requestId: string) => void,
): Promise<Answer> {
  const started = performance.now()
  const response = await run.send({
    url: commandUrl(url, name, run.user),
    method: 'POST',
    headers: [...deviceHeaders, ['X-MS-PolicyKey', '0'], ['Content-Type', 'application/vnd.ms-sync.wbxml']],
    body: encodeWbxml(document),
    scheme: auth,
    account: run.user,
    answerWithin,
    ...(onSent ? { onSent } : {}),
  })
  if (response.status === 401) {
    const { summary, facts } = logOnRefused(response, auth, run.context.as)
    return { failed: run.failed(summary, facts) }
  }
  if (response.status !== 200) return { failed: run.failed(`${name}: ${answered(response)}.`) }
  return { document: decodeWbxml(response.body), milliseconds: performance.now() - started }
}

function inboxOf(document: WbxmlElement): string | undefined {
  const changes = childAt(document, 'Changes')
  const added = changes ? childrenOf(changes).filter(({ tag }) => tag === 'Add') : []
  const inbox = added.find((folder) => textAt(folder, 'Type') === inboxType)
  return inbox && textAt(inbox, 'ServerId')
}
