import { mobileSync } from './mobile-sync.ts'
import { outlook } from './outlook.ts'
import type { PoxProvider } from './pox-provider.ts'

/** All response schemas that Autodiscover serves; for any other it says 601. */
export const poxProviders: readonly PoxProvider[] = [outlook, mobileSync]
