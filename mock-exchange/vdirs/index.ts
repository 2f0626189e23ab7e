import { activeSync } from './activesync.ts'
import { autodiscover } from './autodiscover.ts'
import { ecp } from './ecp.ts'
import { ews } from './ews.ts'
import { mapi } from './mapi.ts'
import { oab } from './oab.ts'
import { owa } from './owa.ts'
import { powerShell } from './powershell.ts'
import { rpc } from './rpc.ts'
import type { VdirModule } from './types.ts'

/** The virtual directories of Exchange 2013. A new one is a file of its own and a line here. */
export const vdirModules: readonly VdirModule[] = [owa, ecp, ews, autodiscover, activeSync, oab, mapi, rpc, powerShell]
