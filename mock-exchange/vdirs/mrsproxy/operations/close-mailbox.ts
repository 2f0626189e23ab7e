import { markup } from '../../../xml/markup.ts'
import { type MrsHandler, requiredPart } from '../operation.ts'

/** Ends a session; the move can be taken up again by another. */
export const closeMailbox: MrsHandler = (request, { sessions, caller }) => {
  sessions.close(requiredPart(request, 'SessionId'), caller)
  return markup``
}
