// A mailbox move as the mailbox replication service of the other organisation runs it (seed 000; clients/mrs/move.ts).

import * as z from 'zod'
import { duration, emailAddress } from '../../topology/schema/values.ts'
import type { ActionRun, Facts } from '../action-run.ts'
import { defineAction } from '../define-action.ts'
import type { HttpSession } from '../http/index.ts'
import { HeldMailbox } from '../mrs/held-mailbox.ts'
import { MailboxMove, type MoveDirection } from '../mrs/move.ts'
import { MrsCallError } from '../mrs/service.ts'
import { serviceUrl } from '../options.ts'
import { moverFailure } from './mover-failure.ts'

/** Which end asks, by the kind of move (seed 000, the note on moves from the admin centre). */
const directions = {
  'cross-forest-pull': 'pull',
  'cross-forest-push': 'push',
  onboarding: 'pull',
  offboarding: 'push',
} as const satisfies Readonly<Record<string, MoveDirection>>

/** The other organisation, for one client: the mailboxes that it holds, and moves that are not complete. */
interface OtherOrganisation {
  readonly mailboxes: Map<string, HeldMailbox>
  readonly moves: Map<string, MailboxMove>
}

const organisations = new WeakMap<HttpSession, OtherOrganisation>()

export const mailboxMoverMove = defineAction({
  name: 'mailbox-mover.move',
  about:
    'The mailbox replication service of another organisation moves a mailbox through MRSProxy, item by item, and goes on where it was when something breaks. With a session of its own it keeps what it pulled, to push it back, and takes up a suspended move. Facts: status (Completed, Suspended, AutoSuspended, Failed), percentComplete, itemsTransferred (what came twice counts twice), itemsHeld (of the mailbox at the other organisation), bytesTransferred, foldersTransferred, transientFailures, servers; message, errorDetail when it fails.',
  options: z.strictObject({
    url: serviceUrl('/EWS/mrsproxy.svc'),
    auth: z
      .enum(['ntlm', 'negotiate'])
      .default('negotiate')
      .describe('how to log on: ntlm, or negotiate (NTLM inside SPNEGO), as the real one does'),
    kind: z
      .enum(['cross-forest-pull', 'cross-forest-push', 'onboarding', 'offboarding'])
      .default('onboarding')
      .describe('pull and onboarding take the mailbox away from here, push and offboarding bring it'),
    mailbox: emailAddress.optional().describe("mailbox to be moved; the user's own when absent"),
    targetAddress: emailAddress
      .optional()
      .describe('where mail goes once the mailbox has left; an address of <domain>.mail.onmicrosoft.com when absent'),
    batch: z.int().min(1).max(1_000).default(25).describe('items of one call'),
    suspendAfter: z.int().min(1).optional().describe('stop after so many items; the next move goes on from there'),
    suspendWhenReadyToComplete: z.boolean().default(false).describe('stop when nothing but the completion is left'),
    patience: z.int().min(0).max(60).default(5).describe('failures in a row that are put up with'),
    retryDelay: duration.prefault('200ms').describe('wait before another attempt; the real service waits 30s'),
  }),
  async act(run, options) {
    const {
      url,
      auth,
      batch,
      suspendAfter,
      suspendWhenReadyToComplete: suspendWhenReady,
      patience,
      retryDelay,
    } = options
    const address = (options.mailbox ?? run.user.mailbox).toLowerCase()
    const direction = directions[options.kind]
    const organisation = organisationOf(run)
    const held = direction === 'pull' ? new HeldMailbox() : organisation.mailboxes.get(address)
    if (held === undefined) {
      return run.failed(
        `The other organisation has no mailbox of ${address} to bring here: pull it first, with the same session.`,
        { status: 'Failed' },
      )
    }
    const targetAddress = options.targetAddress ?? cloudAddress(address)
    const suspended = organisation.moves.get(address)
    const move =
      suspended?.direction === direction
        ? suspended
        : new MailboxMove({ direction, mailbox: address, targetAddress, held })
    organisation.moves.set(address, move)
    try {
      await move.advance(run, { url, auth, batch, suspendAfter, suspendWhenReady, patience, retryDelay })
    } catch (error) {
      if (!(error instanceof MrsCallError)) throw error
      return moverFailure(run, { url, auth }, error, { ...factsOf(move), status: 'Failed' })
    }
    if (move.status === 'Completed') {
      organisation.moves.delete(address)
      if (direction === 'pull') organisation.mailboxes.set(address, move.held)
      else organisation.mailboxes.delete(address)
    }
    return run.ok(sentence(move, url), factsOf(move))
  },
})

function organisationOf({ context: { session } }: ActionRun): OtherOrganisation {
  const known = session && organisations.get(session)
  const organisation = known ?? { mailboxes: new Map(), moves: new Map() }
  if (session !== undefined) organisations.set(session, organisation)
  return organisation
}

/** `alice@contoso.com` becomes `alice@contoso.mail.onmicrosoft.com`. */
function cloudAddress(address: string): string {
  const [local = '', domain = ''] = address.split('@')
  return `${local}@${domain.split('.')[0]}.mail.onmicrosoft.com`
}

function factsOf(move: MailboxMove): Facts {
  return {
    status: move.status,
    percentComplete: move.percentComplete,
    itemsTransferred: move.transferred,
    itemsHeld: move.held.items.size,
    bytesTransferred: move.held.size,
    foldersTransferred: move.held.folders.length,
    transientFailures: move.transientFailures,
    servers: [...move.servers].join(', '),
  }
}

function sentence({ mailbox, status, transferred, direction, percentComplete }: MailboxMove, { host }: URL): string {
  const way = direction === 'pull' ? 'away' : 'here'
  const end = status === 'Completed' ? 'is complete' : `is suspended at ${percentComplete} %`
  return `The move of ${mailbox} ${way} through ${host} ${end}: ${transferred} items.`
}
