import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** Ends the session. */
export const disconnect: MapiRequestType = {
  name: 'Disconnect',
  endpoints: ['emsmdb'],
  needs: 'sequence',
  run({ session, sessions }) {
    if (session !== undefined) sessions.close(session)
    return { body: plainAnswer() }
  },
}
