import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { MapiError, mapiErrors } from '../../../protocols/mapi/error-codes.ts'
import { fileTimeOf } from '../../../protocols/mapi/property-values.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import { ownReplica, storeId } from '../../../protocols/mapi/store-id.ts'
import { guidBytes } from '../../mailbox/guid.ts'
import { legacyDnOf } from '../../mailbox/legacy-dn.ts'
import type { Mailbox } from '../../mailbox/mailbox.ts'
import { hiddenFolder } from '../hidden-folders.ts'
import { defineRop, MapiErrorWithFields, type RopCall } from '../rop.ts'

interface LogonRequest {
  readonly flags: number
  readonly openFlags: number
  /** legacyExchangeDN of the mailbox; empty for the user's own. */
  readonly dn: string
}

const logonFlags = { private: 0x01 } as const
const openFlags = { public: 0x02 } as const
/** A reserved bit that is always set, the rights of an owner, and the right to send. */
const responseFlags = 0x01 | 0x02 | 0x04

/** Opens a mailbox ([MS-OXCSTOR] 2.2.1.1). */
export const logon = defineRop<LogonRequest>({
  id: ropIds.logon,
  read(reader) {
    const flags = reader.u8('the log-on flags')
    const open = reader.u32('the open flags')
    reader.u32('the store state')
    const bytes = reader.take(reader.u16('the length of the DN'), 'the DN')
    if (bytes.length > 0 && bytes.at(-1) !== 0) throw reader.error('the DN has no zero byte at its end')
    return { flags, openFlags: open, dn: bytes.toString('latin1').replace(/\0.*$/s, '') }
  },
  run(request, call, answer) {
    const mailbox = mailboxFor(request, call)
    call.session.endLogon(call.logonId)
    call.output(call.index, { kind: 'logon', logonId: call.logonId, mailbox })
    answer.u8(request.flags)
    for (const counter of folderCounters(mailbox)) answer.u64(storeId(counter))
    answer.u8(responseFlags)
    answer
      .put(guidBytes(mailbox.user.mailboxGuid))
      .u16(ownReplica)
      .put(guidBytes(mailbox.folder('root').id.replica))
    const now = call.session.server.now()
    // GwartTime is meant for public folders, and is when the store came up; nobody compares it.
    answer.put(logonTime(now)).u64(fileTimeOf(now)).u32(0)
  },
})

/** @throws MapiError; with the name of the right server for a mailbox that lies elsewhere */
function mailboxFor({ flags, openFlags: open, dn }: LogonRequest, { session }: RopCall): Mailbox {
  const { server, user } = session
  // The lab's organisations have no public folders.
  if ((flags & logonFlags.private) === 0 || (open & openFlags.public) !== 0) {
    throw new MapiError(mapiErrors.loginFailure)
  }
  const owner = dn === '' ? user : server.users.find((one) => legacyDnOf(one).toLowerCase() === dn.toLowerCase())
  const mailbox = owner && server.store.of(owner)
  if (owner === undefined || mailbox === undefined) throw new MapiError(mapiErrors.unknownUser)
  if (owner !== user) throw new MapiError(mapiErrors.loginPermission)
  if (owner.server !== server.host) {
    const name = Buffer.from(`${server.serverDnOf(owner)}\0`, 'latin1').subarray(0, 255)
    throw new MapiErrorWithFields(mapiErrors.wrongServer, new ByteWriter().u8(flags).u8(name.length).put(name).end())
  }
  return mailbox
}

/** The thirteen folders that a client must know, in this order ([MS-OXCSTOR] 2.2.1.1.3). */
function folderCounters(mailbox: Mailbox): readonly number[] {
  const named = (name: Parameters<Mailbox['folder']>[0]): number => mailbox.folder(name).id.counter
  return [
    named('root'),
    hiddenFolder('Deferred Action'),
    hiddenFolder('Spooler Queue'),
    named('msgfolderroot'),
    named('inbox'),
    named('outbox'),
    named('sentitems'),
    named('deleteditems'),
    hiddenFolder('Common Views'),
    hiddenFolder('Schedule'),
    hiddenFolder('Finder'),
    hiddenFolder('Views'),
    hiddenFolder('Shortcuts'),
  ]
}

/** Second, minute, hour, day of the week, day, month, year ([MS-OXCSTOR] 2.2.1.1.3), in UTC. */
function logonTime(now: number): Buffer {
  const time = new Date(now)
  return new ByteWriter()
    .u8(time.getUTCSeconds())
    .u8(time.getUTCMinutes())
    .u8(time.getUTCHours())
    .u8(time.getUTCDay())
    .u8(time.getUTCDate())
    .u8(time.getUTCMonth() + 1)
    .u16(time.getUTCFullYear())
    .end()
}
