// Ids, states and cookies of one user in the hands of another: each protocol's own refusal, and nothing is changed by it.

import t from 'tap'
import { message } from '../../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../../mock-exchange/mailbox/store.ts'
import { activeSync } from '../../../mock-exchange/vdirs/activesync.ts'
import { ews } from '../../../mock-exchange/vdirs/ews.ts'
import { mapi } from '../../../mock-exchange/vdirs/mapi.ts'
import { childrenOf, tagsOf, textAt } from '../../../protocols/wbxml/index.ts'
import { ready } from './activesync/device.ts'
import { envelope, post } from './ews/soap.ts'
import { alice, bob, startHost } from './host.ts'
import { call, connectBody, dnOf, executeBody } from './mapi/client.ts'

const host = await startHost(t, [ews, mapi, activeSync])
const own = mailboxesOf(host.context).of(alice)
if (own === undefined) throw new Error('Alice has no mailbox')
const attachments = [{ name: 'plan.txt', contentType: 'text/plain', content: Buffer.from('plan'), inline: false }]
const content = { subject: 'private', from: own.address, to: [own.address], sentAt: 0, attachments }
for (const seeded of own.items(own.folder('drafts'))) own.delete(seeded)
const letter = own.add(own.folder('drafts'), message(content))

const ask = (operation: string, as = bob) => post(host, envelope(operation), as)
const codes = async (operation: string) => (await ask(operation)).all('ResponseCode')
const itemShape = '<m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape>'
const draftsOf = (as: typeof alice) =>
  ask(
    '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="drafts"/></m:FolderIds></m:GetFolder>',
    as,
  )

t.test('EWS: items, attachments and folders', async (t) => {
  const find = await ask(
    `<m:FindItem Traversal="Shallow">${itemShape}<m:ParentFolderIds><t:DistinguishedFolderId Id="drafts"/></m:ParentFolderIds></m:FindItem>`,
    alice,
  )
  const id = find.first('ItemId')?.getAttribute('Id')
  const item = `<t:ItemId Id="${id}" ChangeKey="${find.first('ItemId')?.getAttribute('ChangeKey')}"/>`
  const whole = await ask(`<m:GetItem>${itemShape}<m:ItemIds>${item}</m:ItemIds></m:GetItem>`, alice)
  const file = `<t:AttachmentId Id="${whole.first('AttachmentId')?.getAttribute('Id')}"/>`
  const folder = `<t:FolderId Id="${(await draftsOf(alice)).first('FolderId')?.getAttribute('Id')}"/>`
  t.match(
    [item, file, folder],
    Array.from({ length: 3 }, () => /"AAMk/),
  )

  const operations = [
    `<m:GetItem>${itemShape}<m:ItemIds>${item}</m:ItemIds></m:GetItem>`,
    `<m:UpdateItem ConflictResolution="AlwaysOverwrite" MessageDisposition="SaveOnly"><m:ItemChanges><t:ItemChange>${item}<t:Updates><t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>mine</t:Subject></t:Message></t:SetItemField></t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>`,
    `<m:DeleteItem DeleteType="HardDelete"><m:ItemIds>${item}</m:ItemIds></m:DeleteItem>`,
    `<m:SendItem SaveItemToFolder="true"><m:ItemIds>${item}</m:ItemIds></m:SendItem>`,
    `<m:MoveItem><m:ToFolderId><t:DistinguishedFolderId Id="inbox"/></m:ToFolderId><m:ItemIds>${item}</m:ItemIds></m:MoveItem>`,
    `<m:CopyItem><m:ToFolderId><t:DistinguishedFolderId Id="inbox"/></m:ToFolderId><m:ItemIds>${item}</m:ItemIds></m:CopyItem>`,
    `<m:GetAttachment><m:AttachmentIds>${file}</m:AttachmentIds></m:GetAttachment>`,
    `<m:DeleteAttachment><m:AttachmentIds>${file}</m:AttachmentIds></m:DeleteAttachment>`,
    `<m:CreateAttachment><m:ParentItemId Id="${id}"/><m:Attachments><t:FileAttachment><t:Name>x</t:Name><t:Content>AAEC</t:Content></t:FileAttachment></m:Attachments></m:CreateAttachment>`,
    `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${folder}</m:SavedItemFolderId><m:Items><t:Message><t:Subject>mine</t:Subject></t:Message></m:Items></m:CreateItem>`,
    `<m:FindItem Traversal="Shallow">${itemShape}<m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindItem>`,
    `<m:SyncFolderItems>${itemShape}<m:SyncFolderId>${folder}</m:SyncFolderId><m:MaxChangesReturned>10</m:MaxChangesReturned></m:SyncFolderItems>`,
    `<m:Subscribe><m:StreamingSubscriptionRequest><t:FolderIds>${folder}</t:FolderIds><t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>`,
  ]
  for (const operation of operations) {
    t.same(await codes(operation), ['ErrorAccessDenied'], operation.slice(0, operation.search(/[ >]/)))
  }
  t.equal(own.itemOf(letter.entryId), letter, 'it is as it was')
  t.equal(own.items(own.folder('drafts')).length, 1)
})

t.test('EWS: a sync state of another mailbox is none, though its folder has the same number there', async (t) => {
  const items = (state: string, as = bob) =>
    ask(
      `<m:SyncFolderItems>${itemShape}<m:SyncFolderId><t:DistinguishedFolderId Id="inbox"/></m:SyncFolderId>${state}<m:MaxChangesReturned>512</m:MaxChangesReturned></m:SyncFolderItems>`,
      as,
    )
  const folders = (state: string, as = bob) =>
    ask(
      `<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape>${state}</m:SyncFolderHierarchy>`,
      as,
    )
  for (const sync of [items, folders]) {
    const mine = (await sync('')).all('SyncState')[0]
    t.same((await sync(`<m:SyncState>${mine}</m:SyncState>`)).all('ResponseCode'), ['NoError'])
    t.same((await sync(`<m:SyncState>${mine}</m:SyncState>`, alice)).all('ResponseCode'), ['ErrorInvalidSyncStateData'])
  }
})

t.test('EWS: a stream of the subscription of another user', async (t) => {
  const subscribed = await ask(
    '<m:Subscribe><m:StreamingSubscriptionRequest SubscribeToAllFolders="true"><t:EventTypes><t:EventType>NewMailEvent</t:EventType></t:EventTypes></m:StreamingSubscriptionRequest></m:Subscribe>',
    alice,
  )
  const id = subscribed.all('SubscriptionId')[0]
  const stream = `<m:GetStreamingEvents><m:SubscriptionIds><t:SubscriptionId>${id}</t:SubscriptionId></m:SubscriptionIds><m:ConnectionTimeout>1</m:ConnectionTimeout></m:GetStreamingEvents>`
  const unsubscribe = `<m:Unsubscribe><m:SubscriptionId>${id}</m:SubscriptionId></m:Unsubscribe>`
  t.same(await codes(stream), ['ErrorSubscriptionAccessDenied'])
  t.same(await codes(unsubscribe), ['ErrorSubscriptionAccessDenied'])
  t.same((await ask(unsubscribe, alice)).all('ResponseCode'), ['NoError'], 'it is there still')
})

t.test('MAPI over HTTP: no request type takes the cookies of another user', async (t) => {
  const { cookie } = await call(host, 'Connect', { body: connectBody(dnOf(alice)) })
  const requests = [
    ['NotificationWait', Buffer.alloc(8)],
    ['Execute', executeBody(Buffer.alloc(0), [])],
    ['PING', Buffer.alloc(0)],
    ['Disconnect', Buffer.alloc(4)],
    ['Connect', connectBody(dnOf(bob))],
  ] as const
  for (const [type, body] of requests) {
    const refused = await call(host, type, { cookie, body, as: bob })
    t.same([refused.code, refused.cookie], [11, ''], type)
  }
  t.equal((await call(host, 'Disconnect', { cookie, body: Buffer.alloc(4) })).code, 0, 'the session is unharmed')
})

t.test('ActiveSync: who logs on is what counts, not the name in the query', async (t) => {
  const command = await ready(host, { as: bob, more: `&User=${alice.user}` })
  const fetch = tagsOf('ItemOperations')
  const fetched = async (serverId: string) => {
    const asked = fetch('Fetch', fetch('Store', 'Mailbox'), tagsOf('AirSync')('ServerId', serverId))
    const { root } = await command(host, 'ItemOperations', fetch('ItemOperations', asked))
    const [, response] = root === undefined ? [] : childrenOf(root)
    return response && textAt(response, 'Fetch', 'Status')
  }
  for (let folder = 1; folder <= 20; folder += 1) t.equal(await fetched(`${folder}:${letter.id.counter}`), '6')
})
