import { ByteReader } from '../../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../../protocols/byte-writer.ts'
import { readAuxiliary } from '../../../../protocols/mapi-http/index.ts'
import { hold } from '../../held-request.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** How long the server holds the request, milliseconds ([MS-OXCMAPIHTTP] 2.2.4.4). */
const longestWait = 300_000

/**
 * Held until there is something to tell of what the session's ROPs registered for, or for five minutes. A session has one
 * of these at a time: another ends it.
 */
export const notificationWait: MapiRequestType = {
  name: 'NotificationWait',
  endpoints: ['emsmdb'],
  needs: 'context',
  run(call) {
    const reader = new ByteReader('MAPI/HTTP', call.body)
    reader.u32('the flags')
    readAuxiliary(reader)
    const { session, server } = call
    const rops = session?.rops
    if (session === undefined || rops === undefined) throw new Error('An emsmdb session has a session of ROPs.')
    const answer = (pending: boolean): Buffer => plainAnswer(new ByteWriter().u32(pending ? 1 : 0).end())
    if (rops.hasPending) return { body: answer(true), session }
    session.endWait?.()
    return hold<boolean>(call, (settle) => {
      const cancelTimer = server.clock.after(longestWait, () => settle(false))
      const cancelListener = rops.onPending(() => settle(true))
      const end = (): void => settle(false)
      session.endWait = end
      return () => {
        cancelTimer()
        cancelListener()
        if (session.endWait === end) session.endWait = undefined
      }
    }).then((pending) => (pending === undefined ? undefined : { body: answer(pending), session }))
  },
}
