// All client actions. A new one is a file of its own and a line here.

import { mailboxMoverMove } from './admin/mailbox-mover-move.ts'
import { mailboxMoverTest } from './admin/mailbox-mover-test.ts'
import { powerShellIdentify } from './admin/powershell-identify.ts'
import { powerShellShell } from './admin/powershell-shell.ts'
import { ecpLogOn } from './browser/ecp-logon.ts'
import { ecpSetVdir } from './browser/ecp-set-vdir.ts'
import { ecpVdirs } from './browser/ecp-vdirs.ts'
import { owaLogOff } from './browser/owa-logoff.ts'
import { owaLogOn } from './browser/owa-logon.ts'
import { owaRead } from './browser/owa-read.ts'
import { owaSend } from './browser/owa-send.ts'
import { owaWait } from './browser/owa-wait.ts'
import { rwaLogOn } from './browser/rwa-logon.ts'
import { ewsFind } from './ews/ews-find.ts'
import { ewsSend } from './ews/ews-send.ts'
import { ewsStreaming } from './ews/streaming.ts'
import { autodiscoverPox } from './outlook/autodiscover-pox.ts'
import { autodiscoverSearch } from './outlook/autodiscover-search.ts'
import { ewsGetFolder } from './outlook/ews-get-folder.ts'
import { ewsOwnMailbox } from './outlook/ews-own-mailbox.ts'
import { mapiConnect } from './outlook/mapi-connect.ts'
import { oabDownload } from './outlook/oab-download.ts'
import { outlookAnywhereConnect } from './outlook/outlook-anywhere-connect.ts'
import { outlookConnect } from './outlook/outlook-connect.ts'
import { outlookCreate } from './outlook/outlook-create.ts'
import { outlookList } from './outlook/outlook-list.ts'
import { outlookNotified } from './outlook/outlook-notified.ts'
import { outlookSend } from './outlook/outlook-send.ts'
import { rpcPing } from './outlook/rpc-ping.ts'
import { activeSyncConnect } from './phone/activesync-connect.ts'
import { activeSyncOptions } from './phone/activesync-options.ts'
import { activeSyncPing } from './phone/activesync-ping.ts'
import { activeSyncProvision } from './phone/activesync-provision.ts'
import { activeSyncSend } from './phone/activesync-send.ts'
import { activeSyncSync } from './phone/activesync-sync.ts'
import { request } from './probe/request.ts'
import { tlsInspect } from './probe/tls-inspect.ts'
import { rdgConnect } from './remote-desktop/rdg-connect.ts'
import { smtpSend } from './smtp/send.ts'
import type { ClientAction } from './types.ts'

export { HttpSession } from './http/index.ts'

const actions: readonly ClientAction[] = [
  request,
  tlsInspect,
  owaLogOn,
  owaRead,
  owaSend,
  owaWait,
  owaLogOff,
  ecpLogOn,
  ecpVdirs,
  ecpSetVdir,
  rwaLogOn,
  autodiscoverPox,
  autodiscoverSearch,
  ewsGetFolder,
  ewsStreaming,
  ewsFind,
  ewsSend,
  ewsOwnMailbox,
  mapiConnect,
  oabDownload,
  outlookAnywhereConnect,
  outlookConnect,
  outlookCreate,
  outlookList,
  outlookNotified,
  outlookSend,
  rpcPing,
  activeSyncOptions,
  activeSyncPing,
  activeSyncProvision,
  activeSyncSync,
  activeSyncSend,
  activeSyncConnect,
  mailboxMoverTest,
  mailboxMoverMove,
  powerShellIdentify,
  powerShellShell,
  rdgConnect,
  smtpSend,
]

/** By name. */
export const clientActions: ReadonlyMap<string, ClientAction> = new Map(actions.map((action) => [action.name, action]))
