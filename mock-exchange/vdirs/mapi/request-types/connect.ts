import { MapiError, mapiErrors } from '../../../../protocols/mapi/error-codes.ts'
import { decodeConnectRequest, encodeConnectResponse } from '../../../../protocols/mapi-http/index.ts'
import { legacyDnOf, recipientsDn } from '../../../mailbox/legacy-dn.ts'
import { ropServerOf } from '../../../rop/server.ts'
import { RopSession } from '../../../rop/session.ts'
import type { MapiRequestType } from '../request-type.ts'

/** Opens a session with the mailbox of the user whose DN it names, which must be the user who is logged on. */
export const connect: MapiRequestType = {
  name: 'Connect',
  endpoints: ['emsmdb'],
  needs: 'nothing',
  run({ body, user, server, store, sessions }) {
    const dn = decodeConnectRequest(body).userDn.toLowerCase()
    const owner = server.users.find((candidate) => legacyDnOf(candidate).toLowerCase() === dn)
    const mailbox = owner && store.of(owner)
    if (mailbox === undefined) return { body: answer(mapiErrors.unknownUser) }
    if (owner !== user) return { body: answer(mapiErrors.accessDenied) }
    try {
      const openRops = (): RopSession => new RopSession(ropServerOf(server), user)
      const session = sessions.open({ user, pool: server.signalOf('mapi'), openRops })
      return { body: answer(mapiErrors.success, user.displayName), session }
    } catch (error) {
      if (error instanceof MapiError) return { body: answer(error.code) }
      throw error
    }
  },
}

/** Polling and retry times are those of [MS-OXCMAPIHTTP]'s example (reference section 2.7), in milliseconds. */
function answer(errorCode: number, displayName = ''): Buffer {
  return encodeConnectResponse({
    statusCode: 0,
    errorCode,
    pollsMax: 60_000,
    retryCount: 6,
    retryDelay: 10_000,
    dnPrefix: errorCode === mapiErrors.success ? recipientsDn : '',
    displayName,
    auxiliary: Buffer.alloc(0),
  })
}
