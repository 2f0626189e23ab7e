// GetDelegate, AddDelegate, UpdateDelegate, RemoveDelegate ([MS-OXWSDLGM]).

import {
  type Delegate,
  delegateFolders,
  delegateLevel,
  delegateLevels,
  delegationOf,
  type MeetingRequestsTo,
  removeDelegate,
  setDelegate,
} from '../../../mailbox/delegates.ts'
import type { DefaultFolderName } from '../../../mailbox/folders.ts'
import type { Mailbox } from '../../../mailbox/mailbox.ts'
import { attributeOf, childOf, childrenOf, type Element, textOf } from '../../../xml/document.ts'
import { type Markup, markup } from '../../../xml/markup.ts'
import { messageElement } from '../envelope.ts'
import { EwsError, schemaFault } from '../errors.ts'
import { messagesNamespace, typesNamespace } from '../namespaces.ts'
import { attempt, type EwsCall, type EwsOperation, type ResponseMessage, requiredChild, success } from '../operation.ts'
import { readUserId } from '../permission-set.ts'
import { readBoolean } from '../values.ts'

const requestTargets: readonly MeetingRequestsTo[] = [
  'DelegatesAndMe',
  'DelegatesOnly',
  'DelegatesAndSendInformationToMe',
  'NoForward',
]

/** The mailbox of a request, which must be the caller's. @throws EwsError for another, or one that does not exist */
function mailboxOf(request: Element, call: EwsCall): Mailbox {
  const address = textOf(childOf(requiredChild(request, messagesNamespace, 'Mailbox'), typesNamespace, 'EmailAddress'))
  const mailbox = address === undefined ? undefined : call.store.byAddress(address)
  if (mailbox === undefined) {
    throw new EwsError('ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.')
  }
  if (mailbox === call.mailbox) return mailbox
  throw new EwsError('ErrorAccessDenied', 'Access is denied. Check credentials and try again.')
}

/** One response message for each user, within that of the whole. */
function perUser(messages: readonly ResponseMessage[]): Markup {
  if (messages.length === 0) return markup``
  const list = messages.map((message) => messageElement('DelegateUserResponseMessageType', message))
  return markup`<m:ResponseMessages>${list}</m:ResponseMessages>`
}

/** Who a mailbox's delegates are; those asked for, or all. */
export const getDelegate: EwsOperation = {
  name: 'GetDelegate',
  run: (request, call) =>
    attempt(() => {
      const mailbox = mailboxOf(request, call)
      const withLevels = readBoolean(attributeOf(request, 'IncludePermissions') ?? 'false')
      const { delegates, meetingRequests } = delegationOf(mailbox)
      const list = childOf(request, messagesNamespace, 'UserIds')
      const asked =
        list === undefined
          ? [...delegates.values()].map((delegate) => success(delegateElement(call, mailbox, delegate, withLevels)))
          : childrenOf(list, typesNamespace, 'UserId').map((userId) =>
              attempt(() => delegateElement(call, mailbox, present(mailbox, readUserId(userId, call)), withLevels)),
            )
      return markup`${perUser(asked)}<m:DeliverMeetingRequests>${meetingRequests}</m:DeliverMeetingRequests>`
    }),
}

export const addDelegate: EwsOperation = {
  name: 'AddDelegate',
  run: (request, call) =>
    change(request, call, (mailbox, address) => {
      if (address === mailbox.user.mailbox.toLowerCase()) {
        throw new EwsError('ErrorDelegateCannotAddOwner', 'The owner of a mailbox cannot be its delegate.')
      }
      if (delegationOf(mailbox).delegates.has(address)) {
        throw new EwsError('ErrorDelegateAlreadyExists', 'The user is a delegate for the mailbox already.')
      }
      return { address, receivesCopies: false, viewsPrivate: false }
    }),
}

export const updateDelegate: EwsOperation = {
  name: 'UpdateDelegate',
  run: (request, call) => change(request, call, present),
}

export const removeDelegateOperation: EwsOperation = {
  name: 'RemoveDelegate',
  run: (request, call) =>
    attempt(() => {
      const mailbox = mailboxOf(request, call)
      const users = childrenOf(requiredChild(request, messagesNamespace, 'UserIds'), typesNamespace, 'UserId')
      return perUser(
        users.map((userId) =>
          attempt(() => {
            removeDelegate(mailbox, present(mailbox, readUserId(userId, call)).address)
            return markup``
          }),
        ),
      )
    }),
}

function present(mailbox: Mailbox, address: string): Delegate {
  const found = delegationOf(mailbox).delegates.get(address)
  if (found !== undefined) return found
  throw new EwsError('ErrorNotDelegate', 'The user is not a delegate for the mailbox.')
}

/** @param before the delegate that a change begins with @throws EwsError from it for one that cannot be changed so */
function change(
  request: Element,
  call: EwsCall,
  before: (mailbox: Mailbox, address: string) => Delegate,
): ResponseMessage {
  return attempt(() => {
    const mailbox = mailboxOf(request, call)
    const users = childrenOf(requiredChild(request, messagesNamespace, 'DelegateUsers'), typesNamespace, 'DelegateUser')
    const target = textOf(childOf(request, messagesNamespace, 'DeliverMeetingRequests'))
    const known = requestTargets.find((one) => one === target)
    if (target !== undefined && known === undefined) {
      throw schemaFault(`The 'DeliverMeetingRequests' element is invalid - The value '${target}' is invalid.`)
    }
    const messages = users.map((user) =>
      attempt(() => {
        const address = readUserId(requiredChild(user, typesNamespace, 'UserId'), call)
        const delegate = readDelegate(user, before(mailbox, address))
        setDelegate(mailbox, delegate, readLevels(user))
        return delegateElement(call, mailbox, delegate, true)
      }),
    )
    if (known !== undefined) delegationOf(mailbox).meetingRequests = known
    return perUser(messages)
  })
}

function readDelegate(user: Element, before: Delegate): Delegate {
  const flag = (name: string, standard: boolean): boolean =>
    readBoolean(textOf(childOf(user, typesNamespace, name)) ?? String(standard))
  return {
    address: before.address,
    receivesCopies: flag('ReceiveCopiesOfMeetingMessages', before.receivesCopies),
    viewsPrivate: flag('ViewPrivateItems', before.viewsPrivate),
  }
}

function readLevels(user: Element): ReadonlyMap<DefaultFolderName, string> {
  const permissions = childOf(user, typesNamespace, 'DelegatePermissions')
  const levels = new Map<DefaultFolderName, string>()
  for (const [name, folder] of delegateFolders) {
    const level = permissions && textOf(childOf(permissions, typesNamespace, name))
    if (level === undefined) continue
    if (!(delegateLevels as readonly string[]).includes(level)) {
      throw new EwsError('ErrorInvalidDelegatePermission', `A delegate cannot have the level ${level.slice(0, 100)}.`)
    }
    levels.set(folder, level)
  }
  return levels
}

function delegateElement(
  { store }: EwsCall,
  mailbox: Mailbox,
  { address, receivesCopies, viewsPrivate }: Delegate,
  withLevels: boolean,
): Markup {
  const levels = delegateFolders.map(
    ([name, folder]) => markup`<t:${name}>${delegateLevel(mailbox, address, folder)}</t:${name}>`,
  )
  const displayName = store.byAddress(address)?.user.displayName
  const name = displayName && markup`<t:DisplayName>${displayName}</t:DisplayName>`
  return markup`<m:DelegateUser><t:UserId><t:PrimarySmtpAddress>${address}</t:PrimarySmtpAddress>${name}</t:UserId>${
    withLevels ? markup`<t:DelegatePermissions>${levels}</t:DelegatePermissions>` : undefined
  }<t:ReceiveCopiesOfMeetingMessages>${receivesCopies}</t:ReceiveCopiesOfMeetingMessages><t:ViewPrivateItems>${viewsPrivate}</t:ViewPrivateItems></m:DelegateUser>`
}
