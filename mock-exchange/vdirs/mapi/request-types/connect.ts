import { decodeConnectRequest, encodeConnectResponse } from '../../../../protocols/mapi-http/index.ts'
import { legacyDnOf, recipientsDn } from '../../../mailbox/legacy-dn.ts'
import { ropServerOf } from '../../../rop/server.ts'
import { RopSession } from '../../../rop/session.ts'
import type { MapiRequestType } from '../request-type.ts'

/** Error codes of Connect ([MS-OXCDATA] 2.4). */
const errors = { none: 0, unknownUser: 0x3eb, accessDenied: 0x80070005 } as const

/** Opens a session with the mailbox of the user whose DN it names, which must be the user who is logged on. */
export const connect: MapiRequestType = {
  name: 'Connect',
  endpoints: ['emsmdb'],
  needs: 'nothing',
  run({ body, user, server, store, sessions }) {
    const dn = decodeConnectRequest(body).userDn.toLowerCase()
    const owner = server.users.find((candidate) => legacyDnOf(candidate).toLowerCase() === dn)
    const mailbox = owner && store.of(owner)
    if (mailbox === undefined) return { body: answer(errors.unknownUser) }
    if (owner !== user) return { body: answer(errors.accessDenied) }
    const rops = new RopSession(ropServerOf(server), user)
    const session = sessions.open({ endpoint: 'emsmdb', user, rops, pool: server.signalOf('mapi') })
    return { body: answer(errors.none, user.displayName), session }
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
    dnPrefix: errorCode === errors.none ? recipientsDn : '',
    displayName,
    auxiliary: Buffer.alloc(0),
  })
}
