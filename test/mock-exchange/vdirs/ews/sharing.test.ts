// Folders of others: permission sets, delegates, and what they let somebody do.

import t from 'tap'
import { deliverMeeting } from '../../../../mock-exchange/mailbox/deliver-meeting.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { readMime } from '../../../../mock-exchange/mailbox/mime/read-mime.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { invitation } from '../../mailbox/mime/invitation.ts'
import { alice, bob } from '../host.ts'
import { idOf, start } from './client.ts'

const of = (folder: string, owner = alice) =>
  `<t:DistinguishedFolderId Id="${folder}"><t:Mailbox><t:EmailAddress>${owner.mailbox}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`
const find = (folder: string) =>
  `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindItem>`
const userId = (user = bob) => `<t:UserId><t:PrimarySmtpAddress>${user.mailbox}</t:PrimarySmtpAddress></t:UserId>`
const mailbox = (user = alice) => `<m:Mailbox><t:EmailAddress>${user.mailbox}</t:EmailAddress></m:Mailbox>`
const delegate = (levels: string, user = bob) =>
  `<m:DelegateUsers><t:DelegateUser>${userId(user)}<t:DelegatePermissions>${levels}</t:DelegatePermissions><t:ReceiveCopiesOfMeetingMessages>true</t:ReceiveCopiesOfMeetingMessages><t:ViewPrivateItems>false</t:ViewPrivateItems></t:DelegateUser></m:DelegateUsers>`
const add = (levels: string, user = bob) =>
  `<m:AddDelegate>${mailbox()}${delegate(levels, user)}<m:DeliverMeetingRequests>DelegatesAndMe</m:DeliverMeetingRequests></m:AddDelegate>`
const setPermissions = (folder: string, element: string, list: string) =>
  `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${of(folder)}<t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:PermissionSet"/><t:${element}><t:PermissionSet>${list}</t:PermissionSet></t:${element}></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`
const permission = (level: string, user = userId()) =>
  `<t:Permission>${user}<t:PermissionLevel>${level}</t:PermissionLevel></t:Permission>`

t.test('a reviewer reads a folder, an editor changes it, and nobody does more than that', async (t) => {
  const { ask, create, update } = await start(t)
  const code = async (operation: string) => (await ask(operation, bob)).all('ResponseCode')
  const drafts = await create('<t:Message><t:Subject>mine</t:Subject></t:Message>')
  const item = `<t:ItemId Id="${idOf(drafts)}"/>`
  const before = (await ask(find(of('drafts')))).all('Message').length
  const read = `<m:GetItem><m:ItemShape><t:BaseShape>Default</t:BaseShape></m:ItemShape><m:ItemIds>${item}</m:ItemIds></m:GetItem>`
  const remove = `<m:DeleteItem DeleteType="MoveToDeletedItems"><m:ItemIds>${item}</m:ItemIds></m:DeleteItem>`
  const make = `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${of('drafts')}</m:SavedItemFolderId><m:Items><t:Message><t:Subject>by bob</t:Subject></t:Message></m:Items></m:CreateItem>`
  t.same([await code(find(of('drafts'))), await code(read)], [['ErrorFolderNotFound'], ['ErrorAccessDenied']])
  const nested = setPermissions('drafts', 'Folder', `<t:PermissionSet><t:Permissions/></t:PermissionSet>`)
  t.equal((await ask(nested)).status, 500, 'exchangelib writes it so, and nothing would be set')
  const grant = async (level: string) =>
    (await ask(setPermissions('drafts', 'Folder', `<t:Permissions>${permission(level)}</t:Permissions>`))).all(
      'ResponseCode',
    )
  t.same(await grant('Reviewer'), ['NoError'])
  t.same([await code(find(of('drafts'))), await code(read)], [['NoError'], ['NoError']])
  t.same([await code(make), await code(remove)], [['ErrorFolderNotFound'], ['ErrorAccessDenied']])
  t.same(await code(find(of('inbox'))), ['ErrorFolderNotFound'], 'only that folder')
  t.same(await grant('Editor'), ['NoError'])
  t.same(await code(make), ['NoError'])
  t.equal((await ask(find(of('drafts')))).all('Message').length, before + 1, 'it lies in the mailbox it was made in')
  t.same(
    await code(
      `<m:CopyItem><m:ToFolderId><t:DistinguishedFolderId Id="notes"/></m:ToFolderId><m:ItemIds>${item}</m:ItemIds></m:CopyItem>`,
    ),
    ['NoError'],
  )
  t.equal((await ask(find(of('notes', bob)), bob)).all('Message').length, 1)
  t.same(await code(remove), ['NoError'])
  t.same((await update(item, '')).all('ResponseCode'), ['ErrorItemNotFound'])
  const shape =
    '<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties><t:FieldURI FieldURI="folder:PermissionSet"/></t:AdditionalProperties></m:FolderShape>'
  const seen = await ask(
    `<m:GetFolder>${shape}<m:FolderIds>${of('drafts')}${of('calendar')}</m:FolderIds></m:GetFolder>`,
  )
  t.same(seen.all('PermissionLevel'), ['None', 'None', 'Editor'])
  t.same(seen.all('CalendarPermissionLevel'), ['FreeBusyTimeOnly', 'None'])
  t.same(
    await code(setPermissions('drafts', 'Folder', '<t:Permissions/>')),
    ['ErrorFolderNotFound'],
    'for the owner alone',
  )
})

t.test('permissions name users of the organisation, once, by levels that there are', async (t) => {
  const { ask } = await start(t)
  const set = (list: string) => ask(setPermissions('inbox', 'Folder', `<t:Permissions>${list}</t:Permissions>`))
  const nobody = '<t:UserId><t:PrimarySmtpAddress>x@y.com</t:PrimarySmtpAddress></t:UserId>'
  t.same((await set(permission('Reviewer', nobody))).all('ResponseCode'), ['ErrorInvalidUserInfo'])
  t.same((await set(permission('Editor') + permission('Author'))).all('ResponseCode'), [
    'ErrorDuplicateUserIdsSpecified',
  ])
  t.equal((await set(permission('Boss'))).status, 500)
  const custom = permission('Custom').replace(
    '<t:PermissionLevel>',
    '<t:ReadItems>FullDetails</t:ReadItems><t:PermissionLevel>',
  )
  t.same((await set(custom)).all('ResponseCode'), ['NoError'])
  t.same((await ask(find(of('inbox')), bob)).all('ResponseCode'), ['NoError'])
})

t.test('delegates are added, told, changed and removed, and their rights with them', async (t) => {
  const { ask, create } = await start(t)
  const calendar = (level: string) => `<t:CalendarFolderPermissionLevel>${level}</t:CalendarFolderPermissionLevel>`
  const get = `<m:GetDelegate IncludePermissions="true">${mailbox()}</m:GetDelegate>`
  const none = await ask(get)
  t.same(
    [none.all('ResponseCode'), none.all('DeliverMeetingRequests')],
    [['NoError'], ['DelegatesAndSendInformationToMe']],
  )
  t.same((await ask(add(calendar('Editor')))).all('ResponseCode'), ['NoError', 'NoError'])
  t.same((await ask(add(calendar('Editor')))).all('ResponseCode'), ['NoError', 'ErrorDelegateAlreadyExists'])
  t.same((await ask(add('', alice))).all('ResponseCode'), ['NoError', 'ErrorDelegateCannotAddOwner'])
  const told = await ask(get)
  t.same([told.all('PrimarySmtpAddress'), told.all('DisplayName')], [[bob.mailbox], [bob.displayName]])
  t.same([told.all('CalendarFolderPermissionLevel'), told.all('InboxFolderPermissionLevel')], [['Editor'], ['None']])
  t.same(
    [told.all('ReceiveCopiesOfMeetingMessages'), told.all('DeliverMeetingRequests')],
    [['true'], ['DelegatesAndMe']],
  )
  t.same((await ask(find(of('calendar')), bob)).all('ResponseCode'), ['NoError'])
  const meeting = await create(
    '<t:CalendarItem><t:Subject>for alice</t:Subject><t:Start>2013-06-10T08:00:00Z</t:Start><t:End>2013-06-10T09:00:00Z</t:End></t:CalendarItem>',
    'SendMeetingInvitations="SendToNone"',
  )
  t.same(
    (
      await ask(
        `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendToNone"><m:ItemIds><t:ItemId Id="${idOf(meeting)}"/></m:ItemIds></m:DeleteItem>`,
        bob,
      )
    ).all('ResponseCode'),
    ['NoError'],
  )
  const change = `<m:UpdateDelegate>${mailbox()}${delegate(calendar('Reviewer'))}</m:UpdateDelegate>`
  t.same((await ask(change)).all('CalendarFolderPermissionLevel'), ['Reviewer'])
  const remove = `<m:RemoveDelegate>${mailbox()}<m:UserIds>${userId()}</m:UserIds></m:RemoveDelegate>`
  t.same((await ask(remove)).all('ResponseCode'), ['NoError', 'NoError'])
  t.same((await ask(remove)).all('ResponseCode'), ['NoError', 'ErrorNotDelegate'])
  t.same((await ask(find(of('calendar')), bob)).all('ResponseCode'), ['ErrorFolderNotFound'])
  t.same((await ask(get, bob)).all('ResponseCode'), ['ErrorAccessDenied'])
  t.same((await ask(add(calendar('Owner')))).all('ResponseCode'), ['NoError', 'ErrorInvalidDelegatePermission'])
})

t.test('delegates get copies of meeting messages, as their principal wants, and answer in their place', async (t) => {
  const { host, ask, create, get } = await start(t)
  const store = mailboxesOf(host.context)
  const [hers, his] = [store.of(alice), store.of(bob)] as [Mailbox, Mailbox]
  const ann = { from: 'ann@fabrikam.com', to: alice.mailbox, organizer: 'ann@fabrikam.com' }
  let count = 0
  /** How many messages come into both Inboxes with a request to Alice. */
  const arrive = async (...more: string[]) => {
    count += 1
    const before = [hers, his].map((one) => one.count(one.folder('inbox')))
    const mime = invitation('REQUEST', { ...ann, uid: `m${count}`, attendees: [`:mailto:${alice.mailbox}`], more })
    const content = await readMime(mime)
    store.transport.receive(content, [alice.mailbox], undefined)
    await deliverMeeting(content, [alice.mailbox], store, 0)
    return [hers, his].map((one, index) => one.count(one.folder('inbox')) - (before[index] ?? 0))
  }
  const editor = '<t:CalendarFolderPermissionLevel>Editor</t:CalendarFolderPermissionLevel>'
  t.same(await arrive(), [1, 0], 'nobody is a delegate')
  const kind = async (id: string, name: string, as = alice) => (await get(id, '', 'AllProperties', as)).all(name)
  const lastOf = async (as: typeof alice) =>
    (await ask(find(of('inbox', as)), as))
      .first('MeetingRequest')
      ?.getElementsByTagNameNS('*', 'ItemId')[0]
      ?.getAttribute('Id') ?? ''
  await ask(add(editor))
  t.same(await arrive(), [1, 1])
  t.same(await kind(await lastOf(alice), 'MeetingRequestType'), ['NewMeetingRequest'])
  const wants = async (target: string) => {
    const change = `<m:UpdateDelegate>${mailbox()}${delegate(editor)}<m:DeliverMeetingRequests>${target}</m:DeliverMeetingRequests></m:UpdateDelegate>`
    t.same((await ask(change)).all('ResponseCode'), ['NoError', 'NoError'])
  }
  await wants('NoForward')
  t.same(await arrive(), [1, 0])
  await wants('DelegatesAndSendInformationToMe')
  t.same(await arrive(), [1, 1])
  t.same(await kind(await lastOf(alice), 'MeetingRequestType'), ['PrincipalWantsCopy'])
  await wants('DelegatesOnly')
  t.same(await arrive('CLASS:PRIVATE'), [1, 0], 'private ones are not for delegates')
  t.same(await arrive(), [0, 1])
  const meetings = (of: Mailbox) =>
    of.items(of.folder('calendar')).filter((item) => item.kind === 'appointment' && item.uid === `m${count}`)
  t.equal(meetings(hers).length, 1, 'it stands in her calendar all the same')
  t.same(meetings(his), [])

  const copy = await lastOf(bob)
  const seen = await get(copy, '', 'AllProperties', bob)
  t.equal(
    seen.first('ReceivedRepresenting')?.getElementsByTagNameNS('*', 'EmailAddress')[0]?.textContent,
    alice.mailbox,
  )
  t.same(seen.all('IsDelegated'), ['true'])
  const accept = `<t:AcceptItem><t:ReferenceItemId Id="${copy}"/></t:AcceptItem>`
  t.same((await create(accept, 'MessageDisposition="SendAndSaveCopy"', bob)).all('ResponseCode'), ['NoError'])
  t.match(meetings(hers), [{ busyStatus: 'busy', attendees: [{ address: alice.mailbox, response: 'accept' }] }])
  const sent = { from: { address: alice.mailbox }, sender: { address: bob.mailbox } }
  t.match(his.items(his.folder('sentitems')).at(-1), { itemClass: 'IPM.Schedule.Meeting.Resp.Pos', ...sent })

  const letter = `<t:Message><t:Subject>on behalf</t:Subject><t:ToRecipients><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:ToRecipients><t:From><t:Mailbox><t:EmailAddress>${alice.mailbox}</t:EmailAddress></t:Mailbox></t:From></t:Message>`
  const write = async () => (await create(letter, 'MessageDisposition="SendOnly"', bob)).all('ResponseCode')
  t.same(await write(), ['NoError'])
  await ask(`<m:RemoveDelegate>${mailbox()}<m:UserIds>${userId()}</m:UserIds></m:RemoveDelegate>`)
  t.same(await write(), ['ErrorSendAsDenied'])
  t.same((await create(accept, 'MessageDisposition="SendOnly"', bob)).all('ResponseCode'), ['ErrorItemNotFound'])
})

t.test(
  'each operation needs its own right: of what it makes, reads, changes and takes, and whose that is',
  async (t) => {
    const { ask, create } = await start(t)
    const code = async (operation: string) => (await ask(operation, bob)).all('ResponseCode').at(-1)
    const grant = (level: string) =>
      ask(setPermissions('drafts', 'Folder', `<t:Permissions>${permission(level)}</t:Permissions>`))
    const make = `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${of('drafts')}</m:SavedItemFolderId><m:Items><t:Message><t:Subject>by bob</t:Subject></t:Message></m:Items></m:CreateItem>`
    const item = (id: string) => `<t:ItemId Id="${id}"/>`
    const hers = idOf(await create('<t:Message><t:Subject>mine</t:Subject></t:Message>'))
    const own = idOf(
      await create('<t:Message><t:Subject>bob’s</t:Subject></t:Message>', 'MessageDisposition="SaveOnly"', bob),
    )
    const rename = (id: string) =>
      `<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges><t:ItemChange>${item(id)}<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>renamed</t:Subject></t:Message></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`
    const attach = (id: string) =>
      `<m:CreateAttachment><m:ParentItemId Id="${id}"/><m:Attachments><t:FileAttachment><t:Name>a</t:Name><t:Content>YQ==</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`
    const remove = (id: string) =>
      `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${item(id)}</m:ItemIds></m:DeleteItem>`
    const forward = `<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:ForwardItem><t:ReferenceItemId Id="${hers}"/></t:ForwardItem></m:Items></m:CreateItem>`
    const into = (operation: string) =>
      `<m:${operation}><m:ToFolderId>${of('drafts')}</m:ToFolderId><m:ItemIds>${item(own)}</m:ItemIds></m:${operation}>`
    const whole = await ask(`<m:ExportItems><m:ItemIds>${item(own)}</m:ItemIds></m:ExportItems>`, bob)
    const folder = (
      await ask(
        `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>${of('drafts')}</m:FolderIds></m:GetFolder>`,
      )
    )
      .first('FolderId')
      ?.getAttribute('Id')
    const upload = (id: string) =>
      `<m:UploadItems><m:Items><t:Item CreateAction="Update"><t:ParentFolderId Id="${folder}"/>${item(id)}<t:Data>${whole.all('Data')[0]}</t:Data></t:Item></m:Items></m:UploadItems>`

    await grant('Contributor')
    t.equal(await code(make), 'NoError')
    t.equal(await code(forward), 'ErrorAccessDenied', 'which would show it')
    t.same([await code(attach(hers)), await code(upload(hers))], ['ErrorAccessDenied', 'ErrorAccessDenied'])
    t.equal(await code(upload(own)), 'ErrorItemNotFound', 'it is in another mailbox')
    await grant('Reviewer')
    t.same([await code(into('CopyItem')), await code(into('MoveItem'))], ['ErrorFolderNotFound', 'ErrorFolderNotFound'])
    const copyFolder = `<m:CopyFolder><m:ToFolderId>${of('drafts')}</m:ToFolderId><m:FolderIds>${of('drafts')}</m:FolderIds></m:CopyFolder>`
    t.equal(await code(copyFolder), 'ErrorFolderNotFound')

    await grant('Author')
    const his = idOf(await ask(make, bob))
    t.same(
      [await code(rename(hers)), await code(attach(hers)), await code(remove(hers))],
      Array(3).fill('ErrorAccessDenied'),
    )
    t.same([await code(rename(his)), await code(attach(his)), await code(forward)], Array(3).fill('NoError'))
    await grant('NoneditingAuthor')
    t.equal(await code(rename(his)), 'ErrorAccessDenied')
    t.equal(await code(remove(his)), 'NoError')
    t.equal(await code(into('CopyItem')), 'NoError')
    const unread =
      '<t:CanCreateItems>true</t:CanCreateItems><t:DeleteItems>All</t:DeleteItems><t:ReadItems>None</t:ReadItems><t:PermissionLevel>'
    const custom = permission('Custom').replace('<t:PermissionLevel>', unread)
    await ask(setPermissions('drafts', 'Folder', `<t:Permissions>${custom}</t:Permissions>`))
    const away = `<m:MoveItem><m:ToFolderId><t:DistinguishedFolderId Id="drafts"/></m:ToFolderId><m:ItemIds>${item(hers)}</m:ItemIds></m:MoveItem>`
    t.equal(await code(away), 'ErrorAccessDenied', 'to where it could be read')
  },
)

t.test('an editor of the calendar is no delegate yet, and asks nobody in the owner’s name', async (t) => {
  const { ask } = await start(t)
  const list = `<t:CalendarPermissions><t:CalendarPermission>${userId()}<t:CalendarPermissionLevel>Editor</t:CalendarPermissionLevel></t:CalendarPermission></t:CalendarPermissions>`
  await ask(setPermissions('calendar', 'CalendarFolder', list))
  const guests = `<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>`
  const meeting = `<t:CalendarItem><t:Subject>in her name</t:Subject><t:Start>2013-06-10T08:00:00Z</t:Start><t:End>2013-06-10T09:00:00Z</t:End>${guests}</t:CalendarItem>`
  const create = async (invitations: string) => {
    const made = await ask(
      `<m:CreateItem SendMeetingInvitations="${invitations}"><m:SavedItemFolderId>${of('calendar')}</m:SavedItemFolderId><m:Items>${meeting}</m:Items></m:CreateItem>`,
      bob,
    )
    return { code: made.all('ResponseCode')[0], id: idOf(made) }
  }
  const item = (id: string) => `<t:ItemId Id="${id}"/>`
  const move = async (id: string) => {
    const update = `<m:UpdateItem ConflictResolution="AlwaysOverwrite" SendMeetingInvitationsOrCancellations="SendOnlyToAll"><m:ItemChanges><t:ItemChange>${item(id)}<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:CalendarItem><t:Subject>moved</t:Subject></t:CalendarItem></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`
    return (await ask(update, bob)).all('ResponseCode')[0]
  }
  const cancel = async (id: string) => {
    const remove = `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendOnlyToAll"><m:ItemIds>${item(id)}</m:ItemIds></m:DeleteItem>`
    return (await ask(remove, bob)).all('ResponseCode')[0]
  }
  const count = async () => (await ask(find(of('calendar')))).all('CalendarItem').length
  const before = await count()
  t.equal((await create('SendOnlyToAll')).code, 'ErrorSendAsDenied')
  t.equal(await count(), before, 'nor is it kept')
  const { code, id } = await create('SendToNone')
  t.equal(code, 'NoError')
  t.same([await move(id), await cancel(id)], ['ErrorSendAsDenied', 'ErrorSendAsDenied'])
  await ask(add(''))
  t.equal((await create('SendOnlyToAll')).code, 'NoError')
  t.same([await move(id), await cancel(id)], ['NoError', 'NoError'])
})
