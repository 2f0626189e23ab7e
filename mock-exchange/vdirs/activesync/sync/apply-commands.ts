// What a device did itself, told by the commands in a Sync request: Add, Change, Delete, Fetch. Each is done once: a device
// whose answer was lost sends them again with the key before.

import { childOf, childrenOf, tagsOf, textOf, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { MailboxError } from '../../../mailbox/errors.ts'
import type { Folder } from '../../../mailbox/folders.ts'
import type { ActiveSyncCall } from '../command.ts'
import type { ItemClass } from '../items/item-class.ts'
import { counterIn, serverIdOf } from '../items/server-id.ts'
import type { AppliedCommand, CollectionRequest } from './collection-state.ts'
import { syncStatus } from './read-request.ts'

const page = 'AirSync'
const tag = tagsOf(page)

export interface ApplySetup {
  readonly call: ActiveSyncCall
  readonly request: CollectionRequest
  readonly folder: Folder
  readonly itemClass: ItemClass
  /** What the device has; changed along with what it does. */
  readonly told: Map<number, number>
  /** What its commands have led to already, by kind and id. */
  readonly before: ReadonlyMap<string, AppliedCommand>
}

export interface Applied {
  /** The Responses: of what was added and fetched, and of what failed. */
  readonly responses: readonly WbxmlElement[]
  readonly applied: ReadonlyMap<string, AppliedCommand>
}

/** Does the commands in their order. */
export async function applyCommands(commands: WbxmlElement | undefined, setup: ApplySetup): Promise<Applied> {
  const responses: WbxmlElement[] = []
  const applied = new Map<string, AppliedCommand>()
  for (const command of commands === undefined ? [] : childrenOf(commands)) {
    if (command.page !== page) continue
    if (command.tag === 'Fetch') {
      responses.push(await fetched(command, setup))
      continue
    }
    const id = textOf(command, page, command.tag === 'Add' ? 'ClientId' : 'ServerId') ?? ''
    const key = `${command.tag} ${id}`
    const known = setup.before.get(key)
    const result = known ?? applyOne(command, setup)
    if (known !== undefined) noteKnown(known, command, setup)
    applied.set(key, result)
    const response = responseTo(command, id, result)
    if (response !== undefined) responses.push(response)
  }
  return { responses, applied }
}

function applyOne(command: WbxmlElement, setup: ApplySetup): AppliedCommand {
  try {
    if (command.tag === 'Add') return add(command, setup)
    if (command.tag === 'Change') return change(command, setup)
    if (command.tag === 'Delete') return remove(command, setup)
    return { status: syncStatus.protocolError, serverId: undefined }
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error
    const status = error.refusal === 'quota-exceeded' ? syncStatus.full : syncStatus.notFound
    return { status, serverId: undefined }
  }
}

function add(command: WbxmlElement, { call, request, folder, itemClass, told }: ApplySetup): AppliedCommand {
  const data = childOf(command, page, 'ApplicationData')
  if (data === undefined || textOf(command, page, 'ClientId') === undefined) {
    return { status: syncStatus.protocolError, serverId: undefined }
  }
  const content = itemClass.readNew(data, call.mailbox)
  if (content === undefined) return { status: syncStatus.conversionError, serverId: undefined }
  const item = call.mailbox.add(folder, content, { read: true })
  told.set(item.id.counter, item.change)
  return { status: syncStatus.success, serverId: serverIdOf(request.id, item) }
}

function change(command: WbxmlElement, { call, request, folder, itemClass, told }: ApplySetup): AppliedCommand {
  const serverId = textOf(command, page, 'ServerId') ?? ''
  const data = childOf(command, page, 'ApplicationData')
  const counter = counterIn(request.id, serverId)
  const item = counter === undefined ? undefined : call.mailbox.itemAt(folder, counter)
  if (data === undefined) return { status: syncStatus.protocolError, serverId }
  if (item === undefined || counter === undefined) return { status: syncStatus.notFound, serverId }
  const known = told.get(counter)
  // The server's item has changed since the device saw it.
  if (known !== undefined && item.contentChange > known && request.options.conflict === 1) {
    return { status: syncStatus.conflict, serverId }
  }
  const changed = itemClass.change(call.mailbox, item, data)
  if (changed === undefined) return { status: syncStatus.conversionError, serverId }
  // What the device has not seen of it yet is still to be told.
  if (known === item.change || request.options.conflict === 0) told.set(counter, changed.change)
  return { status: syncStatus.success, serverId }
}

function remove(command: WbxmlElement, { call, request, folder, told }: ApplySetup): AppliedCommand {
  const { mailbox } = call
  const serverId = textOf(command, page, 'ServerId') ?? ''
  const counter = counterIn(request.id, serverId)
  const item = counter === undefined ? undefined : mailbox.itemAt(folder, counter)
  if (counter !== undefined) told.delete(counter)
  if (item === undefined) return { status: syncStatus.notFound, serverId }
  if (request.deletesAsMoves && folder.name !== 'deleteditems') mailbox.move(item, mailbox.folder('deleteditems'))
  else mailbox.delete(item)
  return { status: syncStatus.success, serverId }
}

/** What a repeated command had led to is not told to the device as news. */
function noteKnown({ status, serverId }: AppliedCommand, command: WbxmlElement, setup: ApplySetup): void {
  const { call, request, folder, told } = setup
  const counter = serverId === undefined ? undefined : counterIn(request.id, serverId)
  if (counter === undefined || status !== syncStatus.success) return
  const item = call.mailbox.itemAt(folder, counter)
  if (command.tag === 'Delete' || item === undefined) told.delete(counter)
  else told.set(counter, item.change)
}

/** Success is said of what was added alone. */
function responseTo(command: WbxmlElement, id: string, { status, serverId }: AppliedCommand): WbxmlElement | undefined {
  if (command.tag === 'Add') {
    const server = serverId === undefined ? [] : [tag('ServerId', serverId)]
    return tag('Add', tag('ClientId', id), ...server, tag('Status', status))
  }
  if (status === syncStatus.success || (command.tag !== 'Change' && command.tag !== 'Delete')) return undefined
  return tag(command.tag, tag('ServerId', id), tag('Status', status))
}

async function fetched(command: WbxmlElement, setup: ApplySetup): Promise<WbxmlElement> {
  const { call, request, folder, itemClass } = setup
  const serverId = textOf(command, page, 'ServerId') ?? ''
  const counter = counterIn(request.id, serverId)
  const item = counter === undefined ? undefined : call.mailbox.itemAt(folder, counter)
  if (item === undefined) return tag('Fetch', tag('ServerId', serverId), tag('Status', syncStatus.notFound))
  // A device fetches what was cut off before: the whole body, in the form that it prefers.
  const whole = request.options.bodies.map((body) => ({ ...body, truncationSize: undefined }))
  const options = { ...request.options, bodies: whole, truncation: undefined, mimeTruncation: undefined }
  const data = await itemClass.write(item, { options, version: call.version, mailbox: call.mailbox, serverId })
  return tag('Fetch', tag('ServerId', serverId), tag('Status', syncStatus.success), tag('ApplicationData', ...data))
}
