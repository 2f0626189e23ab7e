// What the lab calls of this folder. Its types stand in types.ts.

import { startExchangeServer } from './exchange.ts'
import type { ExchangeSetup, MockSurroundings, StartedExchange } from './types.ts'
import { vdirModules } from './vdirs/index.ts'

export { startDirectory } from './directory/server.ts'
export { startEssentials } from './essentials/essentials.ts'

/** Starts an Exchange server with all its protocols, on free ports of 127.0.0.1. */
export function startExchange(setup: ExchangeSetup, surroundings: MockSurroundings): Promise<StartedExchange> {
  return startExchangeServer(setup, surroundings, vdirModules)
}
