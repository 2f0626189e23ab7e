// Personal distribution lists: made and read by EWS, and what the other protocols make of them.

import t from 'tap'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import { readOneOffEntryId } from '../../../../protocols/mapi/one-off-entry-id.ts'
import { ready } from '../activesync/device.ts'
import { air, answerOf } from '../activesync/phone.ts'
import { alice } from '../host.ts'
import { idOf, start } from './client.ts'

const member = (name: string, address: string): string =>
  `<t:Member><t:Mailbox><t:Name>${name}</t:Name><t:EmailAddress>${address}</t:EmailAddress></t:Mailbox></t:Member>`

t.test('a list is made, read, changed and told member by member', async (t) => {
  const { host, ask, create, get, update, find } = await start(t, [activeSync])
  const members = member('Bob', 'bob@contoso.com') + member('Ann', 'ann@fabrikam.com')
  const made = await create(
    `<t:DistributionList><t:DisplayName>Team</t:DisplayName><t:Members>${members}</t:Members></t:DistributionList>`,
    '',
  )
  t.same(made.all('ResponseCode'), ['NoError'])
  const id = idOf(made)
  const list = await get(id)
  t.same(
    ['ItemClass', 'DisplayName', 'FileAs', 'ContactSource', 'Name', 'EmailAddress', 'Status'].map((name) =>
      list.all(name),
    ),
    [
      ['IPM.DistList'],
      ['Team'],
      ['Team'],
      ['Store'],
      ['Bob', 'Ann'],
      ['bob@contoso.com', 'ann@fabrikam.com'],
      ['Normal', 'Normal'],
    ],
  )
  t.equal((await find('contacts')).all('DistributionList').length, 1)
  t.same((await find('contacts')).all('Members'), [], 'lists do not tell them')

  const expand = async (mailbox: string) => {
    const answer = await ask(`<m:ExpandDL><m:Mailbox>${mailbox}</m:Mailbox></m:ExpandDL>`)
    return [answer.all('ResponseCode'), answer.all('EmailAddress')]
  }
  const told = [['NoError'], ['bob@contoso.com', 'ann@fabrikam.com']]
  t.same(await expand(`<t:ItemId Id="${id}"/>`), told)
  t.same(await expand('<t:Name>team</t:Name><t:RoutingType>MAPIPDL</t:RoutingType>'), told)
  t.same(await expand('<t:Name>crew</t:Name>'), [['ErrorNameResolutionNoResults'], []])
  const found = await ask(
    '<m:ResolveNames ReturnFullContactData="false" SearchScope="Contacts"><m:UnresolvedEntry>team</m:UnresolvedEntry></m:ResolveNames>',
  )
  t.same([found.all('MailboxType'), found.all('RoutingType')], [['PrivateDL'], ['MAPIPDL']])

  const field =
    '<t:ExtendedFieldURI DistinguishedPropertySetId="Address" PropertyId="32852" PropertyType="BinaryArray"/>'
  const shown = await get(id, `<t:AdditionalProperties>${field}</t:AdditionalProperties>`, 'IdOnly')
  t.same(
    shown.all('Value').map((value) => readOneOffEntryId(Buffer.from(value ?? '', 'base64'))),
    [
      { name: 'Bob', addressType: 'SMTP', address: 'bob@contoso.com' },
      { name: 'Ann', addressType: 'SMTP', address: 'ann@fabrikam.com' },
    ],
  )
  const changed = `<t:SetItemField><t:FieldURI FieldURI="distributionlist:Members"/><t:DistributionList><t:Members>${member('Ann', 'ann@fabrikam.com')}</t:Members></t:DistributionList></t:SetItemField>`
  t.same((await update(`<t:ItemId Id="${id}"/>`, changed)).all('ResponseCode'), ['NoError'])
  t.same((await get(id)).all('EmailAddress'), ['ann@fabrikam.com'])

  // As Exchange, ActiveSync knows nothing of them.
  const device = await ready(host)
  const sync = async (key: string) =>
    answerOf(
      await device(
        host,
        'Sync',
        air('Sync', air('Collections', air('Collection', air('SyncKey', key), air('CollectionId', '2')))),
      ),
    )
  const contacts = (await sync((await sync('0')).key)).commands
  const mailbox = mailboxesOf(host.context).of(alice)
  t.equal(contacts.length, (mailbox?.count(mailbox.folder('contacts')) ?? 0) - 1)
})
