import { ByteReader } from '../../../../protocols/byte-reader.ts'
import { MapiError, mapiErrors } from '../../../../protocols/mapi/error-codes.ts'
import { readAuxiliary, readOptional } from '../../../../protocols/mapi-http/index.ts'
import { readStat, unicodeCodePage } from '../../../../protocols/nspi/stat.ts'
import { guidBytes } from '../../../mailbox/guid.ts'
import { addressBookOf } from '../../../nspi/address-book.ts'
import { plainAnswer } from '../plain-answer.ts'
import type { MapiRequestType } from '../request-type.ts'

/** Opens a session with the address book. */
export const bind: MapiRequestType = {
  name: 'Bind',
  endpoints: ['nspi'],
  needs: 'nothing',
  run({ body, user, server, sessions }) {
    const reader = new ByteReader('MAPI/HTTP', body)
    reader.u32('the flags')
    const stat = readOptional(reader, () => readStat(reader))
    readAuxiliary(reader)
    if (stat?.codePage === unicodeCodePage) return { body: plainAnswer(Buffer.alloc(16), mapiErrors.invalidCodePage) }
    try {
      const session = sessions.open({ user, pool: server.signalOf('mapi') })
      return { body: plainAnswer(guidBytes(addressBookOf(server.users).server)), session }
    } catch (error) {
      if (error instanceof MapiError) return { body: plainAnswer(Buffer.alloc(16), error.code) }
      throw error
    }
  },
}
