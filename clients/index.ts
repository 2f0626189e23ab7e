// All client actions. A new one is a file of its own and a line here.

import { mailboxMoverMove } from './admin/mailbox-mover-move.ts'
import { mailboxMoverTest } from './admin/mailbox-mover-test.ts'
import { powerShellIdentify } from './admin/powershell-identify.ts'
import { ecpLogOn } from './browser/ecp-logon.ts'
import { owaLogOn } from './browser/owa-logon.ts'
import { rwaLogOn } from './browser/rwa-logon.ts'
import { autodiscoverPox } from './outlook/autodiscover-pox.ts'
import { ewsGetFolder } from './outlook/ews-get-folder.ts'
import { mapiConnect } from './outlook/mapi-connect.ts'
import { oabDownload } from './outlook/oab-download.ts'
import { outlookAnywhereConnect } from './outlook/outlook-anywhere-connect.ts'
import { outlookConnect } from './outlook/outlook-connect.ts'
import { outlookNotified } from './outlook/outlook-notified.ts'
import { outlookSend } from './outlook/outlook-send.ts'
import { activeSyncOptions } from './phone/activesync-options.ts'
import { activeSyncPing } from './phone/activesync-ping.ts'
import { request } from './probe/request.ts'
import { tlsInspect } from './probe/tls-inspect.ts'
import type { ClientAction } from './types.ts'

export { HttpSession } from './http/index.ts'

const actions: readonly ClientAction[] = [
  request,
  tlsInspect,
  owaLogOn,
  ecpLogOn,
  rwaLogOn,
  autodiscoverPox,
  ewsGetFolder,
  mapiConnect,
  oabDownload,
  outlookAnywhereConnect,
  outlookConnect,
  outlookNotified,
  outlookSend,
  activeSyncOptions,
  activeSyncPing,
  mailboxMoverTest,
  mailboxMoverMove,
  powerShellIdentify,
]

/** By name. */
export const clientActions: ReadonlyMap<string, ClientAction> = new Map(actions.map((action) => [action.name, action]))
