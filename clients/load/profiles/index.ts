// All kinds of clients that a load can be made of. A new one is a file of its own and a line here.

import type { LoadProfile } from '../profile.ts'
import { activeSync } from './activesync.ts'
import { ews } from './ews.ts'
import { ewsStream } from './ews-stream.ts'
import { outlook } from './outlook.ts'
import { owa } from './owa.ts'

/** By name. */
export const loadProfiles: ReadonlyMap<string, LoadProfile> = new Map(
  [activeSync, ews, ewsStream, outlook, owa].map((profile) => [profile.name, profile]),
)
