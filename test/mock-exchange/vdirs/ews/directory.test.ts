// Names, free times, automatic replies, time zones: what clients ask of the organisation rather than of a folder.

import fc from 'fast-check'
import t from 'tap'
import { appointment, contact, message } from '../../../../mock-exchange/mailbox/item.ts'
import type { Mailbox } from '../../../../mock-exchange/mailbox/mailbox.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { toInstant, toLocal } from '../../../../mock-exchange/vdirs/ews/availability/serializable-time-zone.ts'
import { rulesOf } from '../../../../mock-exchange/vdirs/ews/time-zone-rules.ts'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { alice, bob, type Host, startHost, user } from '../host.ts'
import { envelope, post } from './soap.ts'

function boxOf(host: Host, owner = alice): Mailbox {
  const mailbox = mailboxesOf(host.context).of(owner)
  if (mailbox === undefined) throw new Error('no mailbox')
  return mailbox
}

const resolve = (text: string, scope = 'ActiveDirectoryContacts', full = true): string =>
  envelope(
    `<m:ResolveNames ReturnFullContactData="${full}" SearchScope="${scope}"><m:UnresolvedEntry>${text}</m:UnresolvedEntry></m:ResolveNames>`,
  )

t.test('names are resolved in the directory and among the contacts', async (t) => {
  const many = Array.from({ length: 110 }, (_, n) =>
    user(`zoe${n}`, `Zoe ${n}`, `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`),
  )
  const host = await startHost(t, [ews], many)
  const box = boxOf(host)
  box.add(
    box.folder('contacts'),
    contact({
      displayName: 'Zack Contact',
      givenName: 'Zack',
      surname: 'Contact',
      emails: [{ name: 'Zack', address: 'zack@fabrikam.com' }],
    }),
  )
  const one = await post(host, resolve('bob'))
  t.same(one.all('ResponseCode'), ['NoError'])
  t.same(
    [one.all('EmailAddress'), one.all('MailboxType'), one.all('Entry')],
    [['bob@contoso.com'], ['Mailbox'], ['SMTP:bob@contoso.com']],
  )
  t.same((await post(host, resolve('smtp:bob@contoso'))).all('Alias'), ['bob'])
  t.same((await post(host, resolve('ångström', 'ActiveDirectory', false))).all('Name'), [alice.displayName])
  const mine = await post(host, resolve('zack', 'Contacts'))
  t.same([mine.all('MailboxType'), mine.all('ContactSource')], [['Contact'], ['Store']])
  t.same((await post(host, resolve('zack', 'ActiveDirectory'))).all('ResponseCode'), ['ErrorNameResolutionNoResults'])
  const all = await post(host, resolve('zoe'))
  t.same(all.all('ResponseCode'), ['ErrorNameResolutionMultipleResults'])
  t.equal(all.first('ResolveNamesResponseMessage')?.getAttribute('ResponseClass'), 'Warning')
  t.equal(all.all('Resolution').length, 100)
  t.equal(all.first('ResolutionSet')?.getAttribute('IncludesLastItemInRange'), 'false')
  t.equal((await post(host, resolve('za', 'ContactsActiveDirectory'))).all('Resolution').length, 1)
  t.equal((await post(host, resolve('', 'ActiveDirectory'))).status, 500)
  t.equal((await post(host, resolve('a', 'Everywhere'))).status, 500)
  const list = '<m:ExpandDL><m:Mailbox><t:EmailAddress>all@contoso.com</t:EmailAddress></m:Mailbox></m:ExpandDL>'
  t.same((await post(host, envelope(list))).all('ResponseCode'), ['ErrorNameResolutionNoResults'])
})

const berlin =
  '<t:TimeZone><t:Bias>-60</t:Bias><t:StandardTime><t:Bias>0</t:Bias><t:Time>03:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>10</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:StandardTime><t:DaylightTime><t:Bias>-60</t:Bias><t:Time>02:00:00</t:Time><t:DayOrder>5</t:DayOrder><t:Month>3</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone>'

function availability({
  addresses = [alice.mailbox],
  start = '2015-06-01T08:00:00',
  end = '2015-06-01T12:00:00',
  view = 'DetailedMerged',
  interval = '60',
  zone = berlin,
}: {
  addresses?: readonly string[]
  start?: string
  end?: string
  view?: string
  interval?: string
  zone?: string
}): string {
  const data = addresses.map(
    (address) =>
      `<t:MailboxData><t:Email><t:Address>${address}</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData>`,
  )
  return envelope(
    `<m:GetUserAvailabilityRequest>${zone}<m:MailboxDataArray>${data.join('')}</m:MailboxDataArray><t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>${start}</t:StartTime><t:EndTime>${end}</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>${interval}</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>${view}</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>`,
  )
}

t.test('availability: own calendar in detail, others as times, in the zone of the request', async (t) => {
  const host = await startHost(t, [ews])
  for (const owner of [alice, bob]) {
    const box = boxOf(host, owner)
    const put = (given: Parameters<typeof appointment>[0]) => box.add(box.folder('calendar'), appointment(given))
    // Weekly since January at nine in Berlin, which is UTC+2 in June.
    put({
      uid: 'weekly',
      subject: 'Weekly',
      location: 'Room 1',
      start: Date.UTC(2015, 0, 5, 8),
      end: Date.UTC(2015, 0, 5, 9),
      recurrence: 'FREQ=WEEKLY;BYDAY=MO',
      timeZone: 'W. Europe Standard Time',
    })
    put({
      uid: 'maybe',
      subject: 'Perhaps',
      start: Date.UTC(2015, 5, 1, 7, 30),
      end: Date.UTC(2015, 5, 1, 8, 30),
      busyStatus: 'tentative',
    })
    put({
      uid: 'away',
      subject: 'Away',
      start: Date.UTC(2015, 5, 1, 9, 30),
      end: Date.UTC(2015, 5, 2),
      busyStatus: 'oof',
    })
  }
  const answer = await post(host, availability({ addresses: [alice.mailbox, bob.mailbox, 'nobody@contoso.com'] }))
  t.same(answer.all('ResponseCode'), ['NoError', 'NoError', 'ErrorMailRecipientNotFound'])
  t.same(answer.all('FreeBusyViewType'), ['DetailedMerged', 'FreeBusyMerged', 'None'])
  t.same(answer.all('MergedFreeBusy'), ['0213', '0213'])
  t.same(answer.all('StartTime').slice(0, 3), ['2015-06-01T09:00:00', '2015-06-01T09:30:00', '2015-06-01T11:30:00'])
  t.same(answer.all('BusyType').slice(0, 3), ['Busy', 'Tentative', 'OOF'])
  t.same(answer.all('Subject'), ['Weekly', 'Perhaps', 'Away'], 'subjects of the own calendar alone')
  t.same(answer.all('IsRecurring'), ['true', 'false', 'false'])
  t.same(answer.all('StartTimeInMinutes'), ['480', '480'])
  t.same((await post(host, availability({ view: 'MergedOnly' }))).all('CalendarEvent'), [])
  const plain = await post(host, availability({ view: 'FreeBusy' }))
  t.same([plain.all('MergedFreeBusy'), plain.all('CalendarEvent').length, plain.all('Subject')], [[], 3, []])
  t.same((await post(host, availability({ view: 'Detailed' }))).all('FreeBusyViewType'), ['Detailed'])
})

t.test('availability refuses what makes no sense', async (t) => {
  const host = await startHost(t, [ews])
  const cases = [
    ['ErrorInvalidTimeInterval', { end: '2015-06-01T07:00:00' }],
    ['ErrorInvalidTimeInterval', { start: 'yesterday' }],
    ['ErrorTimeIntervalTooBig', { end: '2015-09-01T00:00:00' }],
    ['ErrorInvalidMergedFreeBusyInterval', { interval: '4' }],
    ['ErrorInvalidMergedFreeBusyInterval', { interval: '1441' }],
    ['ErrorInvalidFreeBusyViewType', { view: 'Everything' }],
    ['ErrorIdentityArrayEmpty', { addresses: [] }],
    ['ErrorIdentityArrayTooBig', { addresses: Array<string>(101).fill('a@b') }],
    ['ErrorInvalidRequest', { zone: '<t:TimeZone><t:Bias>lots</t:Bias></t:TimeZone>' }],
  ] as const
  for (const [code, given] of cases) {
    const answer = await post(host, availability(given))
    t.same([answer.status, answer.all('ResponseCode')], [500, [code]])
  }
})

t.test('a zone’s clock and instants lead to each other, but for the hours that are skipped or come twice', async () => {
  const summer = { bias: -60, time: 7_200_000, dayOrder: 5, month: 3, dayOfWeek: 0 }
  const winter = { bias: 0, time: 10_800_000, dayOrder: 5, month: 10, dayOfWeek: 0 }
  const north = { bias: -60, standard: winter, daylight: summer }
  const south = {
    bias: -600,
    standard: { ...winter, month: 4, dayOrder: 1 },
    daylight: { ...summer, month: 10, dayOrder: 1 },
  }
  fc.assert(
    fc.property(fc.constantFrom(north, south), fc.integer({ min: 0, max: 4_000_000_000 }), (zone, seconds) => {
      const back = toInstant(toLocal(seconds * 1_000, zone), zone)
      return [0, 3_600_000].includes(Math.abs(back - seconds * 1_000))
    }),
  )
  t.equal(toLocal(Date.UTC(2015, 6, 1), north), Date.UTC(2015, 6, 1, 2))
  t.equal(toLocal(Date.UTC(2015, 0, 1), south), Date.UTC(2015, 0, 1, 11))
})

const oof = (state: string, more = ''): string =>
  envelope(
    `<m:SetUserOofSettingsRequest><t:Mailbox><t:Address>${alice.mailbox}</t:Address></t:Mailbox><t:UserOofSettings><t:OofState>${state}</t:OofState><t:ExternalAudience>All</t:ExternalAudience>${more}<t:InternalReply><t:Message>Gone &lt;b&gt;fishing&lt;/b&gt;</t:Message></t:InternalReply><t:ExternalReply><t:Message>Away</t:Message></t:ExternalReply></t:UserOofSettings></m:SetUserOofSettingsRequest>`,
  )
const getOof = (address: string): string =>
  envelope(
    `<m:GetUserOofSettingsRequest><t:Mailbox><t:Address>${address}</t:Address></t:Mailbox></m:GetUserOofSettingsRequest>`,
  )

t.test('out of office: set, read back, sent once to each sender, on the lab’s clock', async (t) => {
  const host = await startHost(t, [ews])
  const store = mailboxesOf(host.context)
  const write = (itemClass = 'IPM.Note'): void =>
    store.deliver(
      message({
        subject: 'Hello',
        from: { name: 'Bob', address: bob.mailbox },
        to: [{ name: '', address: alice.mailbox }],
        sentAt: 1,
        itemClass,
      }),
    )
  const replies = () =>
    boxOf(host, bob)
      .items(boxOf(host, bob).folder('inbox'))
      .filter(({ subject }) => subject.startsWith('Automatic reply: '))
  t.same((await post(host, getOof(alice.mailbox))).all('OofState'), ['Disabled'])
  const now = host.clock.now()
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 19)
  const duration = `<t:Duration><t:StartTime>${iso(now + 3_600_000)}</t:StartTime><t:EndTime>${iso(now + 7_200_000)}</t:EndTime></t:Duration>`
  const set = await post(host, oof('Scheduled', duration))
  t.same([set.status, set.all('ResponseCode')], [200, ['NoError']])
  const read = await post(host, getOof(alice.mailbox))
  t.same(
    [read.all('OofState'), read.all('Message'), read.all('StartTime')],
    [['Scheduled'], ['Gone <b>fishing</b>', 'Away'], [iso(now + 3_600_000)]],
  )
  write()
  t.equal(replies().length, 0, 'not yet')
  host.clock.advance(3_600_000)
  write('REPORT.IPM.Note.NDR')
  t.equal(replies().length, 0, 'machines get none')
  write()
  write()
  t.match(replies(), [{ itemClass: 'IPM.Note.Rules.OofTemplate.Microsoft', body: { content: 'Gone <b>fishing</b>' } }])
  t.equal(replies().length, 1)
  host.clock.advance(3_700_000)
  t.equal((await post(host, oof('Enabled'))).status, 200)
  write()
  t.equal(replies().length, 2, 'everybody is told anew once it is set again')
  const backwards = duration
    .replaceAll('StartTime', 'x')
    .replaceAll('EndTime', 'StartTime')
    .replaceAll('x>', 'EndTime>')
  t.same((await post(host, oof('Scheduled', backwards))).all('ResponseCode'), ['ErrorInvalidUserOofSettings'])
  t.same((await post(host, getOof(bob.mailbox))).all('ResponseCode'), ['ErrorAccessDenied'])
  t.same((await post(host, getOof('nobody'))).all('ResponseCode'), ['ErrorInvalidSmtpAddress'])
  t.equal((await post(host, oof('Perhaps'))).status, 500)
})

t.test('time zones with their rules', async (t) => {
  t.same(rulesOf('W. Europe Standard Time', 2026), {
    standardBias: -60,
    daylightBias: -120,
    changes: [
      { to: 'Daylight', month: 3, dayOfWeek: 0, occurrence: -1, minutes: 120 },
      { to: 'Standard', month: 10, dayOfWeek: 0, occurrence: -1, minutes: 180 },
    ],
  })
  t.match(rulesOf('Pacific Standard Time', 2026), {
    standardBias: 480,
    changes: [
      { month: 3, occurrence: 2, minutes: 120 },
      { to: 'Standard', month: 11, occurrence: 1, minutes: 120 },
    ],
  })
  t.match(rulesOf('AUS Eastern Standard Time', 2026), {
    standardBias: -600,
    changes: [
      { to: 'Standard', month: 4, occurrence: 1 },
      { to: 'Daylight', month: 10 },
    ],
  })
  t.same(rulesOf('India Standard Time', 2026), { standardBias: -330, daylightBias: undefined, changes: [] })

  const host = await startHost(t, [ews])
  const ask = (ids: readonly string[], full = true): string =>
    envelope(
      `<m:GetServerTimeZones ReturnFullTimeZoneData="${full}"><m:Ids>${ids.map((id) => `<t:Id>${id}</t:Id>`).join('')}</m:Ids></m:GetServerTimeZones>`,
      'Exchange2010',
    )
  const two = await post(host, ask(['Eastern Standard Time', 'UTC']))
  t.equal(two.all('TimeZoneDefinition').length, 2)
  t.ok(
    two.text.includes(
      '<t:Period Bias="PT5H" Name="Standard" Id="trule:Microsoft/Registry/Eastern Standard Time/1-Standard"/>',
    ),
  )
  t.equal(two.all('RecurringDayTransition').length, 2)
  t.ok(two.text.includes('Bias="PT0S"'))
  t.same((await post(host, ask(['UTC'], false))).all('Periods'), [])
  t.same((await post(host, ask(['Mars']))).all('ResponseCode'), ['ErrorTimeZone'])
  const all = await post(host, envelope('<m:GetServerTimeZones/>'))
  t.ok(all.all('TimeZoneDefinition').length > 30)
})

t.test('the password never expires, and is nobody else’s business', async (t) => {
  const host = await startHost(t, [ews])
  const ask = (address: string): string =>
    envelope(
      `<m:GetPasswordExpirationDate><m:MailboxSmtpAddress>${address}</m:MailboxSmtpAddress></m:GetPasswordExpirationDate>`,
    )
  const mine = await post(host, ask(alice.mailbox))
  t.equal(mine.first('GetPasswordExpirationDateResponse')?.getAttribute('ResponseClass'), 'Success')
  t.match(mine.all('PasswordExpirationDate')[0], /^9999-/)
  t.same((await post(host, ask(bob.mailbox))).all('ResponseCode'), ['ErrorAccessDenied'])
})

t.test('mail tips: who is away, who is unknown; and what the server says of its services', async (t) => {
  const host = await startHost(t, [ews])
  const tips = (...addresses: string[]): string =>
    envelope(
      `<m:GetMailTips><m:SendingAs><t:EmailAddress>${bob.mailbox}</t:EmailAddress></m:SendingAs><m:Recipients>${addresses
        .map((address) => `<t:Mailbox><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox>`)
        .join(
          '',
        )}</m:Recipients><m:MailTipsRequested>OutOfOfficeMessage InvalidRecipient MailboxFullStatus</m:MailTipsRequested></m:GetMailTips>`,
    )
  await post(host, oof('Enabled'))
  const answer = await post(host, tips(alice.mailbox, 'nobody@contoso.com', 'somebody@fabrikam.com'), bob)
  t.same(answer.all('ResponseCode'), ['NoError', 'NoError', 'NoError', 'NoError'])
  t.same(answer.all('Message'), ['Gone <b>fishing</b>'])
  t.same([answer.all('MailboxFull'), answer.all('InvalidRecipient')], [['false'], ['false', 'true', 'false']])
  t.equal((await post(host, tips(...Array<string>(51).fill('a@b')))).status, 500)
  const ask = (name: string): string =>
    envelope(
      `<m:GetServiceConfiguration><m:RequestedConfiguration><m:ConfigurationName>${name}</m:ConfigurationName></m:RequestedConfiguration></m:GetServiceConfiguration>`,
    )
  t.same((await post(host, ask('MailTips'))).all('MaxRecipientsPerGetMailTipsRequest'), ['50'])
  t.same((await post(host, ask('UnifiedMessagingConfiguration'))).all('UmEnabled'), ['false'])
  t.equal((await post(host, ask('Weather'))).status, 500)
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
