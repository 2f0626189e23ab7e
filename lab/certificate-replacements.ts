import type { KeyPair } from '../base/key-pair.ts'
import type { StartedExchange } from '../mock-exchange/types.ts'

/** Certificates put on servers in the place of their own; the last one put is the one shown. */
export interface Replacements {
  /** The answer takes this one away again, whichever came after it. */
  put(server: StartedExchange, pair: KeyPair): () => void
}

/** @param ownOf the pair of a server that nothing replaces */
export function createReplacements(ownOf: (server: StartedExchange) => KeyPair): Replacements {
  const stacks = new Map<StartedExchange, KeyPair[]>()
  return {
    put(server, pair) {
      const stack = stacks.get(server) ?? []
      stacks.set(server, stack)
      stack.push(pair)
      server.setCertificate(pair)
      return () => {
        const index = stack.indexOf(pair)
        if (index < 0) return
        stack.splice(index, 1)
        server.setCertificate(stack.at(-1) ?? ownOf(server))
      }
    },
  }
}
