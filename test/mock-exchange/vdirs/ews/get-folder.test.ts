import t from 'tap'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, basic, bob, operator, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

const getFolder = (ids: string, shape = '<t:BaseShape>Default</t:BaseShape>'): string =>
  envelope(
    `<m:GetFolder><m:FolderShape>${shape}</m:FolderShape><m:FolderIds>${ids}</m:FolderIds></m:GetFolder>`,
    'Exchange2013',
  )
const inbox = '<t:DistinguishedFolderId Id="inbox"/>'

t.test('GetFolder on the Inbox gives id, name and counts, and the server says who it is', async (t) => {
  const host = await startHost(t, [ews])
  const answer = await post(host, getFolder(inbox))
  t.equal(answer.status, 200)
  t.same(answer.all('ResponseCode'), ['NoError'])
  t.same(answer.all('DisplayName'), ['Inbox'])
  t.same([answer.all('TotalCount'), answer.all('UnreadCount'), answer.all('ChildFolderCount')], [['3'], ['2'], ['0']])
  t.match(answer.first('FolderId')?.getAttribute('Id'), /^AAMk/)
  t.match(answer.first('FolderId')?.getAttribute('ChangeKey'), /^AQAAABYAAA/)
  const version = answer.first('ServerVersionInfo')
  t.same(
    ['MajorVersion', 'MinorVersion', 'MajorBuildNumber', 'Version'].map((name) => version?.getAttribute(name)),
    ['15', '0', '1497', 'V2_23'],
  )
})

t.test('prefixes do not matter, nor does the case of the path', async (t) => {
  const host = await startHost(t, [ews])
  const body = `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body><GetFolder xmlns="http://schemas.microsoft.com/exchange/services/2006/messages"><FolderShape><q:BaseShape xmlns:q="http://schemas.microsoft.com/exchange/services/2006/types">IdOnly</q:BaseShape></FolderShape><FolderIds><q:DistinguishedFolderId xmlns:q="http://schemas.microsoft.com/exchange/services/2006/types" Id="calendar"/></FolderIds></GetFolder></Body></Envelope>`
  const answer = await post(host, body, alice, '/ews/EXCHANGE.asmx')
  t.same(answer.all('ResponseCode'), ['NoError'])
  t.ok(answer.first('CalendarFolder'))
  t.match(answer.first('FolderId')?.getAttribute('ChangeKey'), /^AgAAABYAAA/)
  t.same(answer.all('DisplayName'), [], 'IdOnly shows no names')
})

t.test('several folders are answered in order, and one that is missing does not spoil the others', async (t) => {
  const host = await startHost(t, [ews])
  const answer = await post(
    host,
    getFolder(`${inbox}<t:DistinguishedFolderId Id="archive"/><t:FolderId Id="AAMkgarbage"/>${inbox}`),
  )
  t.equal(answer.status, 200)
  t.same(answer.all('ResponseCode'), ['NoError', 'ErrorFolderNotFound', 'ErrorInvalidIdMalformed', 'NoError'])
  t.same(answer.all('DescriptiveLinkKey'), ['0', '0'])
})

t.test('a folder is found again by the id that was given', async (t) => {
  const host = await startHost(t, [ews])
  const id = (await post(host, getFolder(inbox))).first('FolderId')?.getAttribute('Id')
  const again = await post(host, getFolder(`<t:FolderId Id="${id}"/>`))
  t.same(again.all('DisplayName'), ['Inbox'])
  t.same((await post(host, getFolder(`<t:FolderId Id="${id}"/>`), bob)).all('ResponseCode'), ['ErrorAccessDenied'])
})

t.test('extended properties are shown by number, in hex or decimal', async (t) => {
  const host = await startHost(t, [ews])
  const shape = `<t:BaseShape>AllProperties</t:BaseShape><t:AdditionalProperties><t:ExtendedFieldURI PropertyTag="0x3613" PropertyType="String"/><t:ExtendedFieldURI PropertyTag="4340" PropertyType="Boolean"/><t:ExtendedFieldURI PropertyTag="0x6752" PropertyType="Long"/></t:AdditionalProperties>`
  const answer = await post(host, getFolder(inbox, shape))
  t.same(answer.all('Value'), ['IPF.Note', 'false'], 'what the folder does not have is left out')
  const names = [...(answer.first('Folder')?.childNodes ?? [])].map((node) => node.nodeName)
  t.same(names, [
    't:FolderId',
    't:ParentFolderId',
    't:FolderClass',
    't:DisplayName',
    't:TotalCount',
    't:ChildFolderCount',
    't:ExtendedProperty',
    't:ExtendedProperty',
    't:EffectiveRights',
    't:DistinguishedFolderId',
    't:UnreadCount',
  ])
})

t.test('mailboxes of others, unknown ones and users without one have their own errors', async (t) => {
  const host = await startHost(t, [ews])
  const of = (address: string) =>
    `<t:DistinguishedFolderId Id="inbox"><t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:DistinguishedFolderId>`
  t.same((await post(host, getFolder(of('ALICE@contoso.com')))).all('ResponseCode'), ['NoError'])
  t.same((await post(host, getFolder(of(bob.mailbox)))).all('ResponseCode'), ['ErrorFolderNotFound'])
  t.same((await post(host, getFolder(of('nobody@contoso.com')))).all('ResponseCode'), ['ErrorNonExistentMailbox'])
  t.same((await post(host, getFolder(inbox), operator)).all('ResponseCode'), ['ErrorMissingEmailAddress'])
})

t.test('a request without a logged-on user is refused', async (t) => {
  const host = await startHost(t, [ews])
  const headers = { 'content-type': 'text/xml', authorization: basic({ ...alice, password: 'wrong' }) }
  t.equal(
    (await fetch(`${host.url}/ews/exchange.asmx`, { method: 'POST', headers, body: getFolder(inbox) })).status,
    401,
  )
})
