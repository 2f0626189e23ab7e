// What a destination has taken in so far, by move: kept with the mailbox and not with the session, so that a move that was
// broken off goes on where it was, and what comes twice is taken once.

import type { Folder } from '../../mailbox/folders.ts'
import type { Item } from '../../mailbox/item.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import type { MrsSession } from './sessions.ts'

export interface Arrivals {
  /** Folders by the source's id. */
  readonly folders: Map<string, Folder>
  /** Items by the source's id. */
  readonly items: Map<string, Item>
  /** How far the source was read when the last items came; opaque. */
  syncState: string | undefined
}

const known = new WeakMap<Mailbox, Map<string, Arrivals>>()

/** What a session's move has brought to its mailbox. */
export function arrivalsOf({ mailbox, moveId }: MrsSession): Arrivals {
  const moves = known.get(mailbox) ?? new Map<string, Arrivals>()
  known.set(mailbox, moves)
  const arrivals = moves.get(moveId) ?? { folders: new Map(), items: new Map(), syncState: undefined }
  moves.set(moveId, arrivals)
  return arrivals
}
