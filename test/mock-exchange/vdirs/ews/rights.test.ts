// What somebody may do with folders and items of others: never more than the permission says, by whatever operation.

import t from 'tap'
import { alice, bob } from '../host.ts'
import { idOf, start } from './client.ts'
import type { Answer } from './soap.ts'

const of = (folder: string, owner = alice) =>
  `<t:DistinguishedFolderId Id="${folder}"><t:Mailbox><t:EmailAddress>${owner.mailbox}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`
const itemId = (id: string) => `<t:ItemId Id="${id}"/>`

async function shared(t: Parameters<typeof start>[0]) {
  const lab = await start(t)
  const { ask } = lab
  const grant = (folder: string, level: string, element = 'Permission') =>
    ask(
      `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${of(folder)}<t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:PermissionSet"/><t:Folder><t:PermissionSet><t:${element}s><t:${element}><t:UserId><t:PrimarySmtpAddress>${bob.mailbox}</t:PrimarySmtpAddress></t:UserId><t:${element}Level>${level}</t:${element}Level></t:${element}></t:${element}s></t:PermissionSet></t:Folder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
    )
  const folderId = async (folder: string, owner = alice) =>
    (
      await ask(
        `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>${of(folder, owner)}</m:FolderIds></m:GetFolder>`,
        owner,
      )
    )
      .first('FolderId')
      ?.getAttribute('Id') ?? ''
  const codes = async (operation: string, as = bob) => (await ask(operation, as)).all('ResponseCode')
  const count = async (folder: string, owner = alice) =>
    (
      await ask(
        `<m:FindItem Traversal="Shallow"><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ParentFolderIds>${of(folder, owner)}</m:ParentFolderIds></m:FindItem>`,
        owner,
      )
    ).all('ItemId').length
  return { ...lab, grant, folderId, codes, count }
}

const message = (subject: string) => `<t:Message><t:Subject>${subject}</t:Subject></t:Message>`
const data = (answer: Answer) => answer.all('Data')[0] ?? ''

t.test('who may only read puts nothing there', async (t) => {
  const { create, grant, codes, count } = await shared(t)
  const theirs = itemId(idOf(await create(message('of alice'))))
  const own = itemId(idOf(await create(message('of bob'), 'MessageDisposition="SaveOnly"', bob)))
  await grant('drafts', 'Reviewer')
  const before = await count('drafts')
  const into = (operation: string, ids: string) =>
    `<m:${operation}><m:ToFolderId>${of('drafts')}</m:ToFolderId><m:ItemIds>${ids}</m:ItemIds></m:${operation}>`
  for (const operation of [into('CopyItem', own), into('CopyItem', theirs), into('MoveItem', own)]) {
    t.same(await codes(operation), ['ErrorFolderNotFound'], operation.slice(3, 11))
  }
  const copy = `<m:CopyFolder><m:ToFolderId>${of('drafts')}</m:ToFolderId><m:FolderIds>${of('drafts')}</m:FolderIds></m:CopyFolder>`
  t.same(await codes(copy), ['ErrorFolderNotFound'], 'CopyFolder')
  t.equal(await count('drafts'), before)
})

t.test('lists of folders tell of none below a shared one that is not shared itself', async (t) => {
  const { ask, grant } = await shared(t)
  const made = await ask(
    `<m:CreateFolder><m:ParentFolderId>${of('drafts')}</m:ParentFolderId><m:Folders><t:Folder><t:DisplayName>secret</t:DisplayName></t:Folder></m:Folders></m:CreateFolder>`,
  )
  t.same(made.all('ResponseCode'), ['NoError'])
  await grant('drafts', 'Reviewer')
  const shape = '<m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>'
  const deep = `<m:FindFolder Traversal="Deep">${shape}<m:ParentFolderIds>${of('drafts')}</m:ParentFolderIds></m:FindFolder>`
  const all = `<m:SyncFolderHierarchy>${shape}<m:SyncFolderId>${of('drafts')}</m:SyncFolderId></m:SyncFolderHierarchy>`
  for (const operation of [deep, all]) {
    t.same((await ask(operation)).all('DisplayName'), ['secret'])
    const others = await ask(operation, bob)
    t.same([others.all('ResponseCode'), others.all('DisplayName')], [['NoError'], []])
  }
})

t.test('who may only create changes nothing, and reads nothing', async (t) => {
  const { ask, create, get, grant, folderId, codes } = await shared(t)
  const theirs = idOf(await create(message('of alice')))
  const own = idOf(await create(message('of bob'), 'MessageDisposition="SaveOnly"', bob))
  await grant('drafts', 'Contributor')
  const bytes = data(await ask(`<m:ExportItems><m:ItemIds>${itemId(own)}</m:ItemIds></m:ExportItems>`, bob))
  const upload = (action: string, folder: string, id = '') =>
    `<m:UploadItems><m:Items><t:Item CreateAction="${action}"><t:ParentFolderId Id="${folder}"/>${id && itemId(id)}<t:Data>${bytes}</t:Data></t:Item></m:Items></m:UploadItems>`
  t.same(await codes(upload('CreateNew', await folderId('drafts'))), ['NoError'])
  t.same(await codes(upload('Update', await folderId('drafts'), theirs)), ['ErrorAccessDenied'])
  t.same(await codes(upload('UpdateOrCreate', await folderId('drafts'), theirs)), ['ErrorAccessDenied'])
  const attach = `<m:CreateAttachment><m:ParentItemId Id="${theirs}"/><m:Attachments><t:FileAttachment><t:Name>a</t:Name><t:Content>AAAA</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`
  t.same(await codes(attach), ['ErrorAccessDenied'])
  const respond = (kind: string) =>
    `<m:CreateItem MessageDisposition="SaveOnly"><m:Items><t:${kind}><t:ReferenceItemId Id="${theirs}"/></t:${kind}></m:Items></m:CreateItem>`
  for (const kind of ['ForwardItem', 'ReplyToItem', 'AcceptItem', 'CancelCalendarItem']) {
    t.same(await codes(respond(kind)), ['ErrorAccessDenied'], kind)
  }
  t.same((await get(theirs)).all('Subject'), ['of alice'])
  await grant('drafts', 'Reviewer')
  t.same(await codes(respond('ForwardItem')), ['NoError'], 'who reads it may forward it')
})

t.test('an upload goes over an item of the folder that it names, and no other', async (t) => {
  const { ask, create, get, folderId, codes } = await shared(t)
  const theirs = idOf(await create(message('of alice')))
  const own = idOf(await create(message('of bob'), 'MessageDisposition="SaveOnly"', bob))
  const bytes = data(await ask(`<m:ExportItems><m:ItemIds>${itemId(own)}</m:ItemIds></m:ExportItems>`, bob))
  const upload = (folder: string) =>
    `<m:UploadItems><m:Items><t:Item CreateAction="Update"><t:ParentFolderId Id="${folder}"/>${itemId(own)}<t:Data>${bytes}</t:Data></t:Item></m:Items></m:UploadItems>`
  t.same(await codes(upload(await folderId('notes', bob))), ['ErrorItemNotFound'])
  t.same(await codes(upload(await folderId('drafts', bob))), ['NoError'])
  t.same((await get(theirs)).all('Subject'), ['of alice'])
})

t.test('nobody but a delegate sends in the name of the owner', async (t) => {
  const { ask, create, grant, codes, count } = await shared(t)
  await grant('drafts', 'Editor')
  await grant('calendar', 'Editor', 'CalendarPermission')
  const letter = await create(
    `<t:Message><t:Subject>of alice</t:Subject><t:ToRecipients><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:ToRecipients></t:Message>`,
  )
  const before = await count('inbox', bob)
  const id = `<t:ItemId Id="${idOf(letter)}" ChangeKey="${letter.first('ItemId')?.getAttribute('ChangeKey')}"/>`
  t.same(await codes(`<m:SendItem SaveItemToFolder="false"><m:ItemIds>${id}</m:ItemIds></m:SendItem>`), [
    'ErrorSendAsDenied',
  ])
  const update = `<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SendOnly"><m:ItemChanges><t:ItemChange>${id}<t:Updates/></t:ItemChange></m:ItemChanges></m:UpdateItem>`
  t.same(await codes(update), ['ErrorSendAsDenied'])
  const meeting = `<m:CreateItem SendMeetingInvitations="SendOnlyToAll"><m:SavedItemFolderId>${of('calendar')}</m:SavedItemFolderId><m:Items><t:CalendarItem><t:Start>2014-06-05T09:00:00Z</t:Start><t:End>2014-06-05T09:30:00Z</t:End><t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>${bob.mailbox}</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees></t:CalendarItem></m:Items></m:CreateItem>`
  t.same(await codes(meeting), ['ErrorSendAsDenied'])
  t.equal(await count('inbox', bob), before)
  const user = `<t:DelegateUser><t:UserId><t:PrimarySmtpAddress>${bob.mailbox}</t:PrimarySmtpAddress></t:UserId></t:DelegateUser>`
  await ask(
    `<m:AddDelegate><m:Mailbox><t:EmailAddress>${alice.mailbox}</t:EmailAddress></m:Mailbox><m:DelegateUsers>${user}</m:DelegateUsers></m:AddDelegate>`,
  )
  t.same(await codes(meeting), ['NoError'])
  t.equal(await count('inbox', bob), before + 1)
})

t.test('messages about a meeting do not lead into a calendar where the caller may change nothing', async (t) => {
  const { ask, create, find, grant, codes } = await shared(t)
  const attendees = `<t:RequiredAttendees><t:Attendee><t:Mailbox><t:EmailAddress>${alice.mailbox}</t:EmailAddress></t:Mailbox></t:Attendee></t:RequiredAttendees>`
  const event = (subject: string) =>
    `<t:CalendarItem><t:Subject>${subject}</t:Subject><t:Start>2014-06-05T09:00:00Z</t:Start><t:End>2014-06-05T09:30:00Z</t:End>${attendees}</t:CalendarItem>`
  const invite = async (subject: string) =>
    idOf(await create(event(subject), 'SendMeetingInvitations="SendOnlyToAll"', bob))
  const off = await invite('off')
  await ask(
    `<m:DeleteItem DeleteType="HardDelete" SendMeetingCancellations="SendOnlyToAll"><m:ItemIds>${itemId(off)}</m:ItemIds></m:DeleteItem>`,
    bob,
  )
  await invite('on')
  await grant('inbox', 'Editor')
  await grant('calendar', 'Reviewer', 'CalendarPermission')
  const inbox = await find('inbox')
  const idsOf = (element: string) =>
    [...inbox.root.getElementsByTagNameNS('*', element)].map(
      (one) => one.getElementsByTagNameNS('*', 'ItemId')[0]?.getAttribute('Id') ?? '',
    )
  const [cancellation = ''] = idsOf('MeetingCancellation')
  const requests = idsOf('MeetingRequest')
  const respond = (kind: string, id: string, disposition = 'SendOnly') =>
    codes(
      `<m:CreateItem MessageDisposition="${disposition}"><m:Items><t:${kind}><t:ReferenceItemId Id="${id}"/></t:${kind}></m:Items></m:CreateItem>`,
    )
  const calendar = async () => {
    const seen = await find('calendar', '', '<t:BaseShape>AllProperties</t:BaseShape>')
    return [seen.all('Subject'), seen.all('LegacyFreeBusyStatus')]
  }
  const before = await calendar()
  t.same(await respond('RemoveItem', cancellation), ['ErrorAccessDenied'])
  await grant('calendar', 'Editor', 'CalendarPermission')
  const answers = await Promise.all(requests.map((id) => respond('AcceptItem', id)))
  t.ok(answers.flat().includes('ErrorSendAsDenied'), 'only a delegate answers for the owner')
  t.same(await calendar(), before, 'and the calendar is as it was')
  t.same(await respond('RemoveItem', cancellation), ['NoError'])
  t.not((await calendar())[0]?.length, before[0]?.length)
})
