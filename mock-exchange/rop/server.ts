import { serverDnOf } from '../mailbox/legacy-dn.ts'
import { mailboxesOf } from '../mailbox/store.ts'
import type { VdirContext } from '../vdirs/types.ts'
import type { RopServer } from './session.ts'

/** The server as sessions of the store see it. */
export function ropServerOf(context: VdirContext): RopServer {
  return {
    store: mailboxesOf(context),
    users: context.users,
    host: context.plan.host,
    sessionLimit: context.organisation.mapiSessionLimit,
    serverDnOf: (user) => serverDnOf(user, context.domain),
    now: context.clock.now,
  }
}
