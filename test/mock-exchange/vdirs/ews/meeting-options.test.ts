// What programs say of an appointment beside its times: Evolution says of each whether it wants answers.

import t from 'tap'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { startHost } from '../host.ts'
import { envelope, post } from './soap.ts'

const given = {
  IsResponseRequested: 'true',
  ConferenceType: '2',
  AllowNewTimeProposal: 'false',
  IsOnlineMeeting: 'true',
  MeetingWorkspaceUrl: 'https://sites.contoso.com/plan',
  NetShowUrl: 'https://media.contoso.com/talk',
}
const names = Object.keys(given)

t.test('options of a meeting are kept, and have defaults', async (t) => {
  const host = await startHost(t, [ews])
  const options = async (elements: string): Promise<Record<string, unknown>> => {
    const times = '<t:Start>2014-06-05T09:00:00Z</t:Start><t:End>2014-06-05T09:30:00Z</t:End>'
    const item = `<t:CalendarItem>${times}${elements}</t:CalendarItem>`
    const made = await post(
      host,
      envelope(`<m:CreateItem SendMeetingInvitations="SendToNone"><m:Items>${item}</m:Items></m:CreateItem>`),
    )
    t.same(made.all('ResponseCode'), ['NoError'])
    const fields = names.map((name) => `<t:FieldURI FieldURI="calendar:${name}"/>`).join('')
    const shape = `<t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${fields}</t:AdditionalProperties>`
    const id = `<t:ItemId Id="${made.first('ItemId')?.getAttribute('Id')}"/>`
    const read = await post(
      host,
      envelope(`<m:GetItem><m:ItemShape>${shape}</m:ItemShape><m:ItemIds>${id}</m:ItemIds></m:GetItem>`),
    )
    return Object.fromEntries(names.map((name) => [name, read.all(name)[0]]))
  }
  t.same(
    await options(
      Object.entries(given)
        .map(([name, value]) => `<t:${name}>${value}</t:${name}>`)
        .join(''),
    ),
    given,
  )
  t.same(await options(''), {
    IsResponseRequested: 'false',
    ConferenceType: '0',
    AllowNewTimeProposal: 'true',
    IsOnlineMeeting: 'false',
    MeetingWorkspaceUrl: undefined,
    NetShowUrl: undefined,
  })
})
