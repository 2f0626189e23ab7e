// Folders, lists and synchronisation over EWS.

import t, { type Test } from 'tap'
import { message } from '../../../../mock-exchange/mailbox/item.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { alternateFormats } from '../../../../mock-exchange/vdirs/ews/alternate-id.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { type Answer, envelope, post } from './soap.ts'

const named = (name: string) => `<t:DistinguishedFolderId Id="${name}"/>`

async function start(t: Test) {
  const host: Host = await startHost(t, [ews])
  const ask = (operation: string, as = alice): Promise<Answer> => post(host, envelope(operation, 'Exchange2013'), as)
  const find = (more: string, folder = named('inbox'), shape = '<t:BaseShape>Default</t:BaseShape>') =>
    ask(
      `<m:FindItem Traversal="Shallow"><m:ItemShape>${shape}</m:ItemShape>${more}<m:ParentFolderIds>${folder}</m:ParentFolderIds></m:FindItem>`,
    )
  return { host, ask, find }
}

const folderId = (answer: Answer) => answer.first('FolderId')?.getAttribute('Id') ?? ''
const attribute = (answer: Answer, name: string) => answer.first('RootFolder')?.getAttribute(name)

t.test('folders are made, found, renamed, moved, copied, emptied and deleted', async (t) => {
  const { ask } = await start(t)
  const create = (name: string, parent = named('inbox'), element = 'Folder') =>
    ask(
      `<m:CreateFolder><m:ParentFolderId>${parent}</m:ParentFolderId><m:Folders><t:${element}><t:DisplayName>${name}</t:DisplayName></t:${element}></m:Folders></m:CreateFolder>`,
    )
  const find = (traversal: string, parent: string, more = '') =>
    ask(
      `<m:FindFolder Traversal="${traversal}"><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape>${more}<m:ParentFolderIds>${named(parent)}</m:ParentFolderIds></m:FindFolder>`,
    )
  const one = `<t:FolderId Id="${folderId(await create('One'))}"/>`
  t.same((await create('ONE')).all('ResponseCode'), ['ErrorFolderExists'])
  const two = `<t:FolderId Id="${folderId(await create('Two', one, 'CalendarFolder'))}"/>`
  t.same((await find('Shallow', 'inbox')).all('DisplayName'), ['One'])
  t.same((await find('Deep', 'inbox')).all('DisplayName'), ['One', 'Two'])
  t.same(
    [
      (await find('Deep', 'inbox')).all('CalendarFolder').length,
      (await find('SoftDeleted', 'inbox')).all('DisplayName'),
    ],
    [1, []],
  )
  const calendars = `<m:Restriction><t:IsEqualTo><t:ExtendedFieldURI PropertyTag="0x3613" PropertyType="String"/><t:FieldURIOrConstant><t:Constant Value="IPF.Appointment"/></t:FieldURIOrConstant></t:IsEqualTo></m:Restriction>`
  t.same((await find('Deep', 'msgfolderroot', calendars)).all('DisplayName').toSorted(), ['Calendar', 'Two'])
  const paged = await find(
    'Shallow',
    'msgfolderroot',
    '<m:IndexedPageFolderView MaxEntriesReturned="2" Offset="1" BasePoint="Beginning"/>',
  )
  t.same(
    [paged.all('DisplayName'), attribute(paged, 'IndexedPagingOffset'), attribute(paged, 'IncludesLastItemInRange')],
    [['Contacts', 'Deleted Items'], '3', 'false'],
  )
  const rename = `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${one}<t:Updates><t:SetFolderField><t:FieldURI FieldURI="folder:DisplayName"/><t:Folder><t:DisplayName>Uno</t:DisplayName></t:Folder></t:SetFolderField></t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`
  t.same((await ask(rename)).all('ResponseCode'), ['NoError'])
  const transfer = (name: string, what: string, to: string) =>
    ask(`<m:${name}><m:ToFolderId>${to}</m:ToFolderId><m:FolderIds>${what}</m:FolderIds></m:${name}>`)
  t.same((await transfer('MoveFolder', one, two)).all('ResponseCode'), ['ErrorMoveCopyFailed'])
  t.same((await transfer('MoveFolder', named('inbox'), one)).all('ResponseCode'), ['ErrorMoveDistinguishedFolder'])
  t.same((await transfer('CopyFolder', one, named('drafts'))).all('ResponseCode'), ['NoError'])
  t.same((await find('Deep', 'drafts')).all('DisplayName'), ['Uno', 'Two'])
  const remove = (type: string, what: string) =>
    ask(`<m:DeleteFolder DeleteType="${type}"><m:FolderIds>${what}</m:FolderIds></m:DeleteFolder>`)
  t.same((await remove('HardDelete', named('inbox'))).all('ResponseCode'), ['ErrorDeleteDistinguishedFolder'])
  t.same((await remove('MoveToDeletedItems', one)).all('ResponseCode'), ['NoError'])
  t.same((await find('Deep', 'deleteditems')).all('DisplayName'), ['Uno', 'Two'])
  const empty = (what: string, below: boolean) =>
    ask(
      `<m:EmptyFolder DeleteType="HardDelete" DeleteSubFolders="${below}"><m:FolderIds>${what}</m:FolderIds></m:EmptyFolder>`,
    )
  t.same((await empty(named('deleteditems'), true)).all('ResponseCode'), ['NoError'])
  t.same((await find('Deep', 'deleteditems')).all('DisplayName'), [])
  t.same((await empty(named('root'), true)).all('ResponseCode'), ['ErrorCannotEmptyFolder'])
})

t.test('pages are cut by number, from either end, and by fraction', async (t) => {
  const { find } = await start(t)
  const page = async (view: string) => {
    const answer = await find(view)
    return [
      answer.all('Subject').map((subject) => subject?.slice(0, 4)),
      attribute(answer, 'TotalItemsInView'),
      attribute(answer, 'IncludesLastItemInRange'),
    ]
  }
  t.same(await page('<m:IndexedPageItemView MaxEntriesReturned="2" Offset="0" BasePoint="Beginning"/>'), [
    ['Load', 'Your'],
    '3',
    'false',
  ])
  t.same(await page('<m:IndexedPageItemView MaxEntriesReturned="2" Offset="2" BasePoint="Beginning"/>'), [
    ['Welc'],
    '3',
    'true',
  ])
  t.same(await page('<m:IndexedPageItemView MaxEntriesReturned="1" Offset="0" BasePoint="End"/>'), [
    ['Welc'],
    '3',
    'false',
  ])
  t.same(await page('<m:IndexedPageItemView MaxEntriesReturned="2147483647" Offset="9" BasePoint="Beginning"/>'), [
    [],
    '3',
    'true',
  ])
  t.same(await page('<m:FractionalPageItemView MaxEntriesReturned="5" Numerator="1" Denominator="3"/>'), [
    ['Your', 'Welc'],
    '3',
    'true',
  ])
  t.same(
    (await find('<m:IndexedPageItemView MaxEntriesReturned="0" Offset="0" BasePoint="Beginning"/>')).all(
      'ResponseCode',
    ),
    ['ErrorInvalidPagingMaxRows'],
  )
  t.same((await find('<m:IndexedPageItemView Offset="-1" BasePoint="Beginning"/>')).all('ResponseCode'), [
    'ErrorInvalidIndexedPagingParameters',
  ])
  t.same((await find('<m:FractionalPageItemView Numerator="4" Denominator="3"/>')).all('ResponseCode'), [
    'ErrorInvalidFractionalPagingParameters',
  ])
  t.equal((await find('<m:IndexedPageItemView Offset="x" BasePoint="Beginning"/>')).status, 500)
})

t.test('restrictions, queries, orders and groups', async (t) => {
  const { find } = await start(t)
  const subjects = async (more: string) => (await find(more)).all('Subject').map((subject) => subject?.slice(0, 4))
  const constant = (value: string) => `<t:FieldURIOrConstant><t:Constant Value="${value}"/></t:FieldURIOrConstant>`
  const field = (uri: string) => `<t:FieldURI FieldURI="${uri}"/>`
  const only = (condition: string) => subjects(`<m:Restriction>${condition}</m:Restriction>`)
  const contains = (mode: string, comparison: string, value: string) =>
    `<t:Contains ContainmentMode="${mode}" ContainmentComparison="${comparison}">${field('item:Subject')}<t:Constant Value="${value}"/></t:Contains>`
  t.same(await only(`<t:IsEqualTo>${field('message:IsRead')}${constant('true')}</t:IsEqualTo>`), ['Welc'])
  t.same(await only(`<t:Not><t:IsEqualTo>${field('message:IsRead')}${constant('1')}</t:IsEqualTo></t:Not>`), [
    'Load',
    'Your',
  ])
  t.same(
    await only(
      `<t:IsGreaterThan>${field('item:DateTimeReceived')}${constant('2014-06-02T12:00:00+02:00')}</t:IsGreaterThan>`,
    ),
    ['Load'],
  )
  t.same(
    await only(
      `<t:And><t:Exists>${field('item:Subject')}</t:Exists><t:IsLessThanOrEqualTo>${field('item:Size')}${constant('1400')}</t:IsLessThanOrEqualTo></t:And>`,
    ),
    ['Your', 'Welc'],
  )
  t.same(
    await only(`<t:Or>${contains('Prefixed', 'IgnoreCase', 'LOAD')}${contains('Substring', 'Exact', 'come')}</t:Or>`),
    ['Load', 'Welc'],
  )
  t.same(await only(contains('Substring', 'Exact', 'COME')), [])
  t.same(await only(contains('ExactPhrase', 'IgnoreCase', 'the plan')), ['Load'])
  t.same(await only(contains('PrefixOnWords', 'IgnoreCase', 'mail')), ['Your'])
  t.same(
    await only(
      `<t:Excludes><t:ExtendedFieldURI PropertyTag="0xe07" PropertyType="Integer"/><t:Bitmask Value="0x10"/></t:Excludes>`,
    ),
    ['Your', 'Welc'],
  )
  t.same(await subjects('<m:QueryString>subject:plan OR "Welcome"</m:QueryString>'), ['Load', 'Welc'])
  t.same(await subjects('<m:QueryString>hasattachment:false -restart</m:QueryString>'), ['Welc'])
  t.same(
    await subjects(
      `<m:SortOrder><t:FieldOrder Order="Ascending">${field('message:IsRead')}</t:FieldOrder><t:FieldOrder Order="Descending">${field('item:Subject')}</t:FieldOrder></m:SortOrder>`,
    ),
    ['Your', 'Load', 'Welc'],
  )
  const grouped = await find(
    `<m:GroupBy Order="Ascending">${field('message:IsRead')}<t:AggregateOn Aggregate="Maximum">${field('item:DateTimeReceived')}</t:AggregateOn></m:GroupBy>`,
  )
  t.same([grouped.all('GroupIndex'), grouped.all('Subject').length], [['true', 'false'], 3])
  t.equal((await find('<m:Restriction><t:Nonsense/></m:Restriction>')).status, 500)
  t.equal(
    (await find(`<m:Restriction><t:IsEqualTo>${field('item:Size')}${constant('many')}</t:IsEqualTo></m:Restriction>`))
      .status,
    500,
  )
  const deep = `${'<t:Not>'.repeat(300)}<t:Exists>${field('item:Subject')}</t:Exists>${'</t:Not>'.repeat(300)}`
  t.same((await find(`<m:Restriction>${deep}</m:Restriction>`)).all('ResponseCode'), ['ErrorRestrictionTooComplex'])
})

t.test('a folder is synchronised in steps: what is new, changed, read, gone', async (t) => {
  const { host, ask } = await start(t)
  const mailbox = mailboxesOf(host.context).of(alice)
  if (mailbox === undefined) throw new TypeError('alice has a mailbox')
  const inbox = () => mailbox.folder('inbox')
  const sync = (state: string, max = 2, more = '', folder = 'inbox') =>
    ask(
      `<m:SyncFolderItems><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:SyncFolderId>${named(folder)}</m:SyncFolderId>${state && `<m:SyncState>${state}</m:SyncState>`}${more}<m:MaxChangesReturned>${max}</m:MaxChangesReturned></m:SyncFolderItems>`,
    )
  const full = await ask(
    `<m:SyncFolderItems><m:ItemShape><t:BaseShape>AllProperties</t:BaseShape></m:ItemShape><m:SyncFolderId>${named('inbox')}</m:SyncFolderId><m:MaxChangesReturned>9</m:MaxChangesReturned></m:SyncFolderItems>`,
  )
  t.same(full.all('Subject').length, 3)
  t.same([full.all('HasAttachments').includes('true'), full.all('Attachments')], [true, []])
  t.equal(full.all('Body').length, 1, 'that of SOAP alone')
  const told = (answer: Answer) => [
    ['Create', 'Update', 'ReadFlagChange', 'Delete'].map((name) => answer.all(name).length),
    answer.all('IncludesLastItemInRange')[0],
  ]
  const stateOf = (answer: Answer) => answer.all('SyncState')[0] ?? ''
  const first = await sync('')
  t.same(told(first), [[2, 0, 0, 0], 'false'])
  const second = await sync(stateOf(first))
  t.same(told(second), [[1, 0, 0, 0], 'true'])
  const [welcome, moved, plan] = mailbox.items(inbox())
  if (welcome === undefined || moved === undefined || plan === undefined) throw new TypeError('three messages')
  mailbox.setRead(welcome, false)
  mailbox.update(moved, { subject: 'changed' })
  mailbox.delete(plan)
  mailbox.add(inbox(), message({ subject: 'new' }))
  const third = await sync(stateOf(second), 10)
  t.same(told(third), [[1, 1, 1, 1], 'true'])
  t.same(told(await sync(stateOf(third), 10)), [[0, 0, 0, 0], 'true'])
  const ignored = `<m:Ignore><t:ItemId Id="${third.first('Create')?.getElementsByTagNameNS('*', 'ItemId')[0]?.getAttribute('Id')}"/></m:Ignore>`
  t.same(told(await sync(stateOf(second), 10, ignored)), [[0, 1, 1, 1], 'true'])
  for (const [state, folder] of [
    ['AAAA', 'inbox'],
    ['!', 'inbox'],
    [stateOf(second), 'drafts'],
  ] as const) {
    t.same((await sync(state, 10, '', folder)).all('ResponseCode'), ['ErrorInvalidSyncStateData'])
  }
  const hierarchy = (state = '') =>
    ask(
      `<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:SyncFolderId>${named('msgfolderroot')}</m:SyncFolderId>${state && `<m:SyncState>${state}</m:SyncState>`}</m:SyncFolderHierarchy>`,
    )
  const all = await hierarchy()
  t.same([all.all('Create').length, all.all('DisplayName').includes('Deletions')], [13, false])
  const folder = mailbox.createFolder(inbox(), { displayName: 'Fresh' })
  const next = await hierarchy(stateOf(all))
  t.same([next.all('DisplayName'), next.all('Create').length], [['Fresh'], 1])
  mailbox.updateFolder(folder, { displayName: 'Other' })
  t.same((await hierarchy(stateOf(next))).all('Update').length, 1)
  mailbox.deleteFolder(folder)
  t.same((await hierarchy(stateOf(next))).all('Delete').length, 1)
  // As Evolution asks: it takes a folder whose parent it does not know for one at the top.
  const whole = await ask(
    '<m:SyncFolderHierarchy><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape></m:SyncFolderHierarchy>',
  )
  t.same(whole.all('DisplayName'), all.all('DisplayName'), 'without a folder: the folders that people see')
})

t.test('identifiers go from any format to any other, and those of others stay closed', async (t) => {
  const { ask, find } = await start(t)
  const id = (await find('')).first('ItemId')?.getAttribute('Id') ?? ''
  const convert = async (from: string, to: string, source: string) => {
    const answer = await ask(
      `<m:ConvertId DestinationFormat="${to}"><m:SourceIds><t:AlternateId Format="${from}" Id="${source}" Mailbox="${alice.mailbox}"/></m:SourceIds></m:ConvertId>`,
    )
    return answer.first('AlternateId')?.getAttribute('Id') ?? answer.all('ResponseCode')[0] ?? ''
  }
  for (const format of alternateFormats.keys()) {
    const there = await convert('EwsId', format, id)
    t.equal(await convert(format, 'EwsId', there), id, format)
    t.equal(await convert(format, 'EwsId', 'no%id'), 'ErrorInvalidIdMalformed')
  }
  const get = (reference: string) =>
    ask(
      `<m:GetItem><m:ItemShape><t:BaseShape>IdOnly</t:BaseShape></m:ItemShape><m:ItemIds><t:ItemId Id="${reference}"/></m:ItemIds></m:GetItem>`,
      bob,
    )
  t.same((await get(id)).all('ResponseCode'), ['ErrorAccessDenied'])
  t.same((await get('AAMk')).all('ResponseCode'), ['ErrorInvalidIdMalformed'])
})
