// From a connector to the mailboxes: who may send what to whom, and the message itself.

import type { Readable } from 'node:stream'
import type { SMTPServerOptions } from 'smtp-server'
import type { UserPlan } from '../../topology/lab-plan.ts'
import { type Accounts, splitAccountName } from '../auth/accounts.ts'
import { deliverMeeting } from '../mailbox/deliver-meeting.ts'
import { MailboxError } from '../mailbox/errors.ts'
import { guidOf } from '../mailbox/guid.ts'
import { readMime } from '../mailbox/mime/read-mime.ts'
import type { MailboxStore } from '../mailbox/store.ts'
import { type ReceiveConnector, refuseRecipient, refuseSendAs, refuseSender, SmtpRefusal } from './connector.ts'

/** What a connector delivers into. */
export interface ReceiveSetup {
  readonly connector: ReceiveConnector
  readonly fqdn: string
  readonly domain: string
  readonly build: string
  readonly accounts: Accounts
  readonly mailboxes: MailboxStore
  readonly now: () => number
}

type Handlers = Pick<SMTPServerOptions, 'onAuth' | 'onMailFrom' | 'onRcptTo' | 'onData'>

/** What happens at AUTH, MAIL, RCPT and DATA. */
export function receiveHandlers(setup: ReceiveSetup): Handlers {
  const { connector, accounts, mailboxes, domain } = setup
  const directory = { domain, hasMailbox: (address: string) => mailboxes.byAddress(address) !== undefined }
  let queued = 0
  return {
    onAuth({ username, password }, _session, callback) {
      const name = splitAccountName(username ?? '')
      const user = accounts.check(name.user, name.domain, password ?? '')
      if (user === undefined) callback(new SmtpRefusal(535, '5.7.3 Authentication unsuccessful'))
      else callback(null, { user })
    },
    onMailFrom: (_address, session, callback) => callback(refuseSender(connector, userOf(session))),
    onRcptTo: ({ address }, session, callback) => callback(refuseRecipient(address, userOf(session), directory)),
    onData(stream, session, callback) {
      queued += 1
      const number = queued
      const { mailFrom, rcptTo } = session.envelope
      const from = mailFrom === false ? '' : mailFrom.address
      readUpTo(stream, connector.size)
        .then(async (bytes) => {
          const user = userOf(session)
          const refused = bytes === undefined ? tooLarge() : refuseSendAs(from, user)
          if (refused !== undefined) throw refused
          const mime = Buffer.concat([receivedField(setup, session), bytes ?? Buffer.alloc(0)])
          const returnTo = from === '' ? undefined : { name: from, address: from }
          const content = await readMime(mime)
          // Readers see the sender of the message, not of the envelope: a user's own as well.
          for (const said of [content.from, content.sender]) {
            const forged = refuseSendAs(said?.address ?? '', user)
            if (forged !== undefined) throw forged
          }
          const recipients = rcptTo.map(({ address }) => address)
          mailboxes.transport.receive(content, recipients, returnTo)
          await deliverMeeting(content, recipients, mailboxes, setup.now())
          const id = content.messageId ?? `<${guidOf('smtp', setup.fqdn, String(number))}@${setup.fqdn}>`
          return `2.6.0 ${id} [InternalId=${number}, Hostname=${setup.fqdn}] Queued mail for delivery`
        })
        .then(
          (said) => callback(null, said),
          (error: unknown) => callback(refusalOf(error)),
        )
    },
  }
}

/** Whom the session is logged on as: what `onAuth` or NTLM has put there. The library clears it to `false`. */
function userOf(session: object): UserPlan | undefined {
  return (Reflect.get(session, 'user') as UserPlan | false | undefined) || undefined
}

const tooLarge = (): SmtpRefusal => new SmtpRefusal(552, '5.3.4 Message size exceeds fixed maximum message size')

function refusalOf(error: unknown): SmtpRefusal {
  if (error instanceof SmtpRefusal) return error
  if (error instanceof MailboxError) return new SmtpRefusal(554, '5.6.0 Corrupt message content')
  return new SmtpRefusal(451, '4.7.0 Temporary server error. Please try again later.')
}

/** The message; undefined for one that is too long, which is read to its end without being kept. */
async function readUpTo(stream: Readable, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= most) chunks.push(chunk)
    else chunks.length = 0
  }
  return size <= most ? Buffer.concat(chunks) : undefined
}

/** The trace line that every server adds (RFC 5321 section 4.4), in the form of Exchange's. */
function receivedField(
  { fqdn, build, now }: ReceiveSetup,
  session: { readonly hostNameAppearsAs: string | false; readonly remoteAddress: string; readonly secure: boolean },
): Buffer {
  const from = `${session.hostNameAppearsAs || 'unknown'} (${session.remoteAddress})`
  const tls = session.secure ? ' (TLS)' : ''
  const date = new Date(now()).toUTCString().replace('GMT', '+0000')
  return Buffer.from(
    `Received: from ${from} by ${fqdn} with Microsoft SMTP Server${tls} id ${build}; ${date}\r\n`,
    'latin1',
  )
}
