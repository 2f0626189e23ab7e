import type { Test } from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import {
  childAt,
  childrenOf,
  tagsOf,
  textAt,
  type WbxmlContent,
  type WbxmlElement,
} from '../../../../protocols/wbxml/index.ts'
import { letter } from '../../mailbox/letter.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { ready, type SendOptions, type send } from './device.ts'

export const air = tagsOf('AirSync')
export const base = tagsOf('AirSyncBase')
export const email = tagsOf('Email')

export const body = (type: number, ...rest: WbxmlElement[]): WbxmlElement =>
  base('BodyPreference', base('Type', String(type)), ...rest)

/** A phone of Alice's, with what a Sync of one collection needs. */
export async function phone(t: Test, options: SendOptions = {}) {
  const host = await startHost(t, [activeSync])
  const command = await ready(host, options)
  const mailbox = mailboxesOf(host.context).of(alice) as Mailbox
  const sync = async (collection: string, key: string, ...rest: readonly WbxmlElement[]) => {
    const inCollection = rest.filter(({ tag }) => tag !== 'Wait' && tag !== 'HeartbeatInterval')
    const outside = rest.filter((one) => !inCollection.includes(one))
    const document = air(
      'Sync',
      air('Collections', air('Collection', air('SyncKey', key), air('CollectionId', collection), ...inCollection)),
      ...outside,
    )
    const answer = answerOf(await command(host, 'Sync', document))
    return answer.empty ? { ...answer, key } : answer
  }
  return { host, mailbox, command, sync }
}

export interface SyncAnswer {
  readonly empty: boolean
  readonly status: string | undefined
  readonly key: string
  readonly more: boolean
  readonly commands: readonly WbxmlElement[]
  readonly responses: readonly WbxmlElement[]
}

export function answerOf({ root, bytes }: Awaited<ReturnType<typeof send>>): SyncAnswer {
  const collection = root && childAt(root, 'Collections', 'Collection')
  const list = (tag: string): readonly WbxmlElement[] => {
    const found = collection && childAt(collection, tag)
    return found ? childrenOf(found) : []
  }
  return {
    empty: bytes.length === 0,
    status: (collection && textAt(collection, 'Status')) ?? (root && textAt(root, 'Status')),
    key: (collection && textAt(collection, 'SyncKey')) ?? '',
    more: collection !== undefined && childAt(collection, 'MoreAvailable') !== undefined,
    commands: list('Commands'),
    responses: list('Responses'),
  }
}

export const subjects = (commands: readonly WbxmlElement[]) =>
  commands.map((command) => textAt(command, 'ApplicationData', 'Subject'))
export const idIn = (commands: readonly WbxmlElement[], subject: string): string =>
  textAt(commands[subjects(commands).indexOf(subject)] ?? air('Add'), 'ServerId') ?? ''
export const change = (serverId: string, ...data: WbxmlContent[]): WbxmlElement =>
  air('Commands', air('Change', air('ServerId', serverId), air('ApplicationData', ...data)))
export const remove = (serverId: string): WbxmlElement => air('Commands', air('Delete', air('ServerId', serverId)))

export async function untilHeld(mailbox: Mailbox): Promise<void> {
  await waitUntil(() => mailbox.listeners > 0, { what: 'the Sync to be held' })
}

export function deliver(host: Host, subject: string): void {
  mailboxesOf(host.context).deliver({ ...letter(bob, alice.mailbox), subject, mime: undefined })
}
