import { ByteReader } from '../../../../protocols/byte-reader.ts'
import { guidBytes, guidOf } from '../../../mailbox/guid.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** Length of a STAT structure ([MS-OXNSPI] 2.2.8). */
const statLength = 36

/** Opens a session with the address book. */
export const bind: MapiRequestType = {
  name: 'Bind',
  endpoints: ['nspi'],
  needs: 'nothing',
  run({ body, user, sessions }) {
    const reader = new ByteReader('MAPI/HTTP', body)
    reader.u32('the flags')
    if (reader.u8('HasState') !== 0) reader.take(statLength, 'the state')
    reader.take(reader.u32('the size of the auxiliary buffer'), 'the auxiliary buffer')
    const server = guidBytes(guidOf('address book of', user.domain))
    return { body: plainAnswer(server), session: sessions.open('nspi', user) }
  },
}
