import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** What NspiUnbind gives on success ([MS-OXNSPI] 3.1.4.2). */
const unbindSuccess = 1

/** Ends a session with the address book. */
export const unbind: MapiRequestType = {
  name: 'Unbind',
  endpoints: ['nspi'],
  needs: 'sequence',
  run({ session, sessions }) {
    if (session !== undefined) sessions.close(session)
    return { body: plainAnswer(undefined, unbindSuccess) }
  },
}
