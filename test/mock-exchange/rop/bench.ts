// A session of ROPs on mailboxes of its own, and what is needed to speak to it byte by byte.

import type { Test } from 'tap'
import { createClock } from '../../../base/clock.ts'
import { serverDnOf } from '../../../mock-exchange/mailbox/legacy-dn.ts'
import { MailboxStore } from '../../../mock-exchange/mailbox/store.ts'
import { executeRops } from '../../../mock-exchange/rop/execute.ts'
import { RopSession } from '../../../mock-exchange/rop/session.ts'
import { ByteReader } from '../../../protocols/byte-reader.ts'
import { ByteWriter } from '../../../protocols/byte-writer.ts'
import { decodeRopBuffer, encodeRopBuffer, noHandle } from '../../../protocols/mapi/rop-buffer.ts'
import { ropIds } from '../../../protocols/mapi/rop-ids.ts'
import type { UserPlan } from '../../../topology/lab-plan.ts'
import { alice, bob, operator } from '../vdirs/host.ts'

export const none = noHandle

/** One ROP for log-on 0. */
export function rop(id: keyof typeof ropIds, index: number, fields = new ByteWriter()): Buffer {
  return new ByteWriter().u8(ropIds[id]).u8(0).u8(index).put(fields.end()).end()
}

export const fields = (): ByteWriter => new ByteWriter()

/** The fields of Logon for a DN; the user's own mailbox when it is empty. */
export function logonFields(dn = '', flags = 1): ByteWriter {
  const name = dn === '' ? Buffer.alloc(0) : Buffer.from(`${dn}\0`, 'latin1')
  return new ByteWriter().u8(flags).u32(0).u32(0).u16(name.length).put(name)
}

export interface RopBench {
  readonly store: MailboxStore
  readonly session: RopSession
  /** Handle of the log-on. */
  readonly logon: number
  /** Folder ids that Logon told. */
  readonly folders: readonly bigint[]
  run(rops: readonly Buffer[], handles: readonly number[], room?: number): Answers
}

interface Answers {
  readonly handles: readonly number[]
  readonly reader: ByteReader
  /** The return value of the next answer, which must be of that ROP. */
  next(id: keyof typeof ropIds): number
}

/** @param given mailboxes that others have too; new ones when absent */
export function startBench(t: Test, user: UserPlan = alice, given?: MailboxStore): RopBench {
  const clock = createClock()
  t.teardown(() => clock[Symbol.dispose]())
  const users = [alice, bob, operator]
  const store = given ?? new MailboxStore({ clock, users, domain: 'contoso.com' })
  const session = new RopSession(
    {
      store,
      users,
      host: 'ex1',
      sessionLimit: 32,
      serverDnOf: (one) => serverDnOf(one, 'contoso.com'),
      now: clock.now,
    },
    user,
  )
  const run: RopBench['run'] = (rops, handles, room = 0x8000) => {
    const answer = decodeRopBuffer(executeRops(session, encodeRopBuffer({ rops: Buffer.concat(rops), handles }), room))
    const reader = new ByteReader('MAPI', answer.rops)
    return {
      handles: answer.handles,
      reader,
      next(id) {
        t.equal(reader.u8('a ROP'), ropIds[id], `an answer to ${id}`)
        reader.u8('an index')
        return reader.u32('the return value')
      },
    }
  }
  const opened = run([rop('logon', 0, logonFields())], [none])
  t.equal(opened.next('logon'), 0)
  opened.reader.u8('flags')
  const folders = Array.from({ length: 13 }, () => opened.reader.u64('a folder'))
  return { store, session, logon: opened.handles[0] ?? none, folders, run }
}
