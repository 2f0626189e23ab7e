import { markup } from '../../../xml/markup.ts'
import { type MrsHandler, requiredPart } from '../operation.ts'

/** Ends a session; the move can be taken up again by another. */
export const closeMailbox: MrsHandler = (request, { sessions }) => {
  sessions.close(requiredPart(request, 'SessionId'))
  return markup``
}
