// All probes. A new one is a file of its own and a line here.

import type { Probe } from '../probe.ts'
import { activeSync } from './activesync.ts'
import { dns } from './dns.ts'
import { ews } from './ews.ts'
import { mrs } from './mrs.ts'
import { outlook } from './outlook.ts'
import { owa } from './owa.ts'
import { smtp } from './smtp.ts'

/** By name. */
export const probes: ReadonlyMap<string, Probe> = new Map(
  [outlook, activeSync, ews, owa, mrs, smtp, dns].map((probe) => [probe.name, probe]),
)
