// What no well-behaved client sends: each gets the protocol's own error, and the server lives on.

import fc from 'fast-check'
import t from 'tap'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { EwsError, EwsFault } from '../../../../mock-exchange/vdirs/ews/errors.ts'
import { readPath, typeAt, valueAt } from '../../../../mock-exchange/vdirs/ews/fields/path.ts'
import { encodeEwsId, readEwsId } from '../../../../mock-exchange/vdirs/ews/item-id.ts'
import { readRestriction } from '../../../../mock-exchange/vdirs/ews/restriction.ts'
import { encodeSyncState, readSyncState } from '../../../../mock-exchange/vdirs/ews/sync-state.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { parseXml } from '../../../../mock-exchange/xml/document.ts'
import { markup } from '../../../../mock-exchange/xml/markup.ts'
import { alice, basic, startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

const types = 'http://schemas.microsoft.com/exchange/services/2006/types'
const body =
  '<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="root"/></m:FolderIds></m:GetFolder>'

t.test('versions that Exchange 2013 does not know are refused, so that clients go down to one it does', async (t) => {
  const host = await startHost(t, [ews])
  for (const version of ['Exchange2019', 'Exchange2016', 'Exchange2015_SP1', 'Exchange2015', 'exchange2013']) {
    const answer = await post(host, envelope(body, version))
    t.equal(answer.status, 500)
    t.same(answer.all('ResponseCode'), ['ErrorInvalidServerVersion'], version)
    t.same(answer.all('faultcode'), ['a:ErrorInvalidServerVersion'])
  }
  for (const version of ['Exchange2007_SP1', 'Exchange2010_SP2', 'Exchange2013_SP1', undefined]) {
    t.equal((await post(host, envelope(body, version))).status, 200, version ?? 'no version at all')
  }
})

t.test('what breaks the schema is a fault that names the element', async (t) => {
  const host = await startHost(t, [ews])
  const cases = {
    'an operation that does not exist': ['<m:GetFolders/>', /GetFolders/],
    'an operation of another namespace': ['<t:GetFolder/>', /2006\/types/],
    'a missing part': ['<m:GetFolder><m:FolderIds/></m:GetFolder>', /'FolderShape'/],
    'an unknown shape': [body.replace('IdOnly', 'Everything'), /Everything/],
    'a missing DeleteType': ['<m:DeleteItem/>', /: The required attribute 'DeleteType' is missing\.$/],
    'a missing Traversal of items': [
      body.replaceAll('GetFolder', 'FindItem').replaceAll('FolderIds', 'ParentFolderIds'),
      /: The required attribute 'Traversal' is missing\.$/,
    ],
    'a missing Traversal of folders': ['<m:FindFolder/>', /: The required attribute 'Traversal' is missing\.$/],
    'a missing format': ['<m:ConvertId/>', /: The required attribute 'DestinationFormat' is missing\.$/],
    'an empty body': ['', /'Body'/],
    'a folder reference that is none': [body.replace('DistinguishedFolderId', 'ItemId'), /ItemId/],
  } as const
  for (const [title, [operation, text]] of Object.entries(cases)) {
    const answer = await post(host, envelope(operation))
    t.equal(answer.status, 500, title)
    t.same(answer.all('ResponseCode'), ['ErrorSchemaValidation'], title)
    t.match(answer.all('faultstring')[0], text, title)
  }
})

t.test('words that every object knows are as unknown to the schema as any other', async (t) => {
  const host = await startHost(t, [ews])
  const shape = (base: string): string => body.replace('IdOnly', base)
  const configuration = (name: string): string =>
    `<m:GetServiceConfiguration><m:RequestedConfiguration><m:ConfigurationName>${name}</m:ConfigurationName></m:RequestedConfiguration></m:GetServiceConfiguration>`
  const disposition = (word: string): string =>
    `<m:CreateItem MessageDisposition="${word}"><m:Items><t:Message><t:Subject>x</t:Subject></t:Message></m:Items></m:CreateItem>`
  const item = (element: string): string => `<m:CreateItem><m:Items><t:${element}/></m:Items></m:CreateItem>`
  for (const word of ['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf']) {
    for (const operation of [shape(word), configuration(word), disposition(word), item(word)]) {
      const answer = await post(host, envelope(operation))
      t.equal(answer.status, 500, operation)
      t.same(answer.all('ResponseCode'), ['ErrorSchemaValidation'], operation)
    }
  }
})

t.test('text that is no XML, a DTD and another content type never reach the service', async (t) => {
  const host = await startHost(t, [ews])
  t.equal((await post(host, '<s:Envelope')).status, 400)
  t.equal(
    (await post(host, `<!DOCTYPE a [<!ENTITY b "c">]>${envelope(body).replace(/^<\?xml[^>]*>/, '')}`)).status,
    400,
  )
  const headers = { 'content-type': 'application/json', authorization: basic(alice) }
  t.equal((await fetch(`${host.url}/ews/exchange.asmx`, { method: 'POST', headers, body: '{}' })).status, 415)
})

t.test('a browser is shown the page that points to the WSDL', async (t) => {
  const host = await startHost(t, [ews])
  const response = await fetch(`${host.url}/EWS/Exchange.asmx`, { headers: { authorization: basic(alice) } })
  t.equal(response.status, 200)
  t.match(await response.text(), /You have created a service/)
})

t.test('whatever stands in these requests, the answer is one of EWS, and the server lives on', async (t) => {
  const host = await startHost(t, [ews])
  const operations = [
    'ResolveNames',
    'ExpandDL',
    'GetUserAvailabilityRequest',
    'GetUserOofSettingsRequest',
    'SetUserOofSettingsRequest',
    'GetServerTimeZones',
    'GetPasswordExpirationDate',
    'GetMailTips',
    'GetServiceConfiguration',
    'Subscribe',
    'Unsubscribe',
    'GetEvents',
    'GetStreamingEvents',
  ]
  const names = [
    'm:UnresolvedEntry',
    'm:MailboxDataArray',
    't:MailboxData',
    't:TimeZone',
    't:Bias',
    't:FreeBusyViewOptions',
    't:TimeWindow',
    't:StartTime',
    't:UserOofSettings',
    't:OofState',
    't:Duration',
    't:Mailbox',
    't:Address',
    'm:Ids',
    't:Id',
    'm:SubscriptionId',
    'm:Watermark',
    'm:SubscriptionIds',
    't:SubscriptionId',
    'm:ConnectionTimeout',
    'm:StreamingSubscriptionRequest',
    'm:PullSubscriptionRequest',
    't:EventTypes',
    't:EventType',
    't:FolderIds',
    't:DistinguishedFolderId Id="inbox"',
    'm:Recipients',
    'm:MailTipsRequested',
    'm:SendingAs',
    'm:RequestedConfiguration',
  ]
  const { element } = fc.letrec<{ element: string }>((tie) => ({
    element: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('', '1', 'NewMailEvent', 'Enabled', '2015-01-01T00:00:00', alice.mailbox, 'AAAA'),
      fc
        .tuple(fc.constantFrom(...names), fc.array(tie('element'), { maxLength: 4 }))
        .map(([name, content]) => `<${name}>${content.join('')}</${name.split(' ')[0]}>`),
    ),
  }))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...operations),
      fc.array(element, { maxLength: 5 }),
      async (operation, content) => {
        const answer = await post(host, envelope(`<m:${operation}>${content.join('')}</m:${operation}>`))
        return [200, 500].includes(answer.status) && answer.all('ResponseCode').length > 0
      },
    ),
    { numRuns: 100 },
  )
})

t.test('ids, sync states and restrictions: any input is an answer or their own error', async (t) => {
  const bytes = fc.uint8Array({ maxLength: 120 }).map((array) => Buffer.from(array))
  const counter = fc.integer({ min: 0, max: 2 ** 47 })
  fc.assert(
    fc.property(bytes, fc.option(fc.date({ noInvalidDate: true })), fc.option(bytes), (entryId, date, attachment) => {
      const parts = {
        mailboxGuid: alice.mailboxGuid,
        entryId: entryId.subarray(0, 100),
        ...(date === null ? {} : { occurrence: date.getTime() }),
        ...(attachment === null || attachment.length === 0 ? {} : { attachment }),
      }
      if (parts.entryId.length === 0) return
      t.same(readEwsId(encodeEwsId(parts)), parts)
    }),
    { numRuns: 50 },
  )
  const { mailboxGuid } = alice
  fc.assert(
    fc.property(counter, counter, bytes, (scope, reached, more) => {
      const state = encodeSyncState({ kind: 'items', mailboxGuid, scope, reached })
      const longer = Buffer.concat([Buffer.from(state, 'base64'), more]).toString('base64')
      return readSyncState(longer, { kind: 'items', mailboxGuid, scope }, reached) === reached
    }),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        bytes.map((array) => array.toString('base64')),
      ),
      (text) => {
        try {
          return readSyncState(text, { kind: 'folders', mailboxGuid, scope: 1 }, 5) <= 5
        } catch (error) {
          return error instanceof EwsError
        }
      },
    ),
  )
  const host = await startHost(t, [ews])
  const mailbox = mailboxesOf(host.context).of(alice)
  const items = mailbox?.items(mailbox.folder('inbox')) ?? []
  const leaf = fc
    .tuple(
      fc.constantFrom(
        'IsEqualTo',
        'IsNotEqualTo',
        'IsGreaterThan',
        'IsLessThan',
        'Exists',
        'Contains',
        'Excludes',
        'Odd',
      ),
      fc.constantFrom(
        'item:Subject',
        'item:Size',
        'message:IsRead',
        'item:DateTimeReceived',
        'calendar:Start',
        'item:No',
      ),
      fc.oneof(fc.string(), fc.constantFrom('true', '5', '2014-06-02T08:00:00Z')),
    )
    .map(
      ([name, uri, value]) =>
        markup`<t:${name}><t:FieldURI FieldURI="${uri}"/><t:Constant Value="${value}"/><t:Bitmask Value="${value}"/></t:${name}>`,
    )
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc
        .tuple(fc.constantFrom('And', 'Or', 'Not'), fc.array(tie('tree'), { maxLength: 3 }))
        .map(([name, parts]) => markup`<t:${name}>${parts as never}</t:${name}>`),
    ),
  }))
  fc.assert(
    fc.property(tree, (condition) => {
      try {
        const holds = readRestriction(parseXml(markup`<t:R xmlns:t="${types}">${condition as never}</t:R>`.text), {
          readPath,
          valueAt,
          typeAt,
        })
        return items.every((item) => typeof holds(item) === 'boolean')
      } catch (error) {
        return error instanceof EwsError || error instanceof EwsFault
      }
    }),
    { numRuns: 300 },
  )
})
