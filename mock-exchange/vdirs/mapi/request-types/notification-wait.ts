import { ByteWriter } from '../../../../protocols/byte-writer.ts'
import { hold } from '../../held-request.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** How long the server holds the request, milliseconds ([MS-OXCMAPIHTTP] 2.2.4.4). */
const longestWait = 300_000

/**
 * Held until something happens in the mailbox, or for five minutes. Which folders a session registered for is a matter
 * of its ROPs; here any change of its mailbox counts.
 */
export const notificationWait: MapiRequestType = {
  name: 'NotificationWait',
  endpoints: ['emsmdb'],
  needs: 'context',
  async run(call) {
    const { session, store, user, clock } = call
    const eventPending = await hold<boolean>(call, (settle) => {
      const cancelTimer = clock.after(longestWait, () => settle(false))
      const cancelListener = store.of(user)?.onChange(() => settle(true))
      return () => {
        cancelTimer()
        cancelListener?.()
      }
    })
    if (eventPending === undefined) return undefined
    return { body: plainAnswer(new ByteWriter().u32(eventPending ? 1 : 0).end()), session }
  },
}
