// Items out of a mailbox and back into one as bytes, and to Junk Email and back.

import t from 'tap'
import { bob } from '../host.ts'
import { idOf, named, start } from './client.ts'
import type { Answer } from './soap.ts'

const folderId = (answer: Answer) => answer.first('FolderId')?.getAttribute('Id') ?? ''

t.test('what is exported comes back as a new item, or over the old one', async (t) => {
  const { create, ask, get, find, update } = await start(t)
  const item = idOf(
    await create(
      '<t:Message><t:Subject>keep me</t:Subject><t:Categories><t:String>blue</t:String></t:Categories><t:IsRead>false</t:IsRead></t:Message>',
    ),
  )
  const whole = `<m:ExportItems><m:ItemIds><t:ItemId Id="${item}"/></m:ItemIds></m:ExportItems>`
  const data = (await ask(whole)).all('Data')[0] ?? ''
  const folder = folderId(
    await ask(
      `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>${named('notes')}</m:FolderIds></m:GetFolder>`,
    ),
  )
  const upload = (action: string, bytes: string, id = '') =>
    ask(
      `<m:UploadItems><m:Items><t:Item CreateAction="${action}"><t:ParentFolderId Id="${folder}"/>${id}<t:Data>${bytes}</t:Data></t:Item></m:Items></m:UploadItems>`,
    )
  const made = await upload('CreateNew', data)
  const there = await get(idOf(made))
  t.same([there.all('Subject'), there.all('IsRead')], [['keep me'], ['false']])
  t.same(there.first('Categories')?.textContent, 'blue')
  const subject =
    '<t:SetItemField><t:FieldURI FieldURI="item:Subject"/><t:Message><t:Subject>changed</t:Subject></t:Message></t:SetItemField>'
  await update(`<t:ItemId Id="${idOf(made)}"/>`, subject)
  const over = await upload('Update', data, `<t:ItemId Id="${idOf(made)}"/>`)
  t.equal(idOf(over), idOf(made))
  t.same((await find('notes')).all('Subject'), ['keep me'])
  t.same((await upload('CreateNew', 'AAAA')).all('ResponseCode'), ['ErrorCorruptData'])
  t.same((await upload('Update', data, `<t:ItemId Id="${folder}"/>`)).all('ResponseCode'), ['ErrorItemNotFound'])
  t.equal((await upload('Copy', data)).status, 500)
  t.same((await ask(whole, bob)).all('ResponseCode'), ['ErrorAccessDenied'])
})

t.test('bytes of an item that no mailbox could have are refused', async (t) => {
  const { create, ask, get, find } = await start(t)
  const day = 86_400_000
  const meeting = idOf(
    await create(
      '<t:CalendarItem><t:Start>2014-06-05T09:00:00Z</t:Start><t:End>2014-06-05T09:30:00Z</t:End><t:Recurrence><t:DailyRecurrence><t:Interval>1</t:Interval></t:DailyRecurrence><t:NoEndRecurrence><t:StartDate>2014-06-05</t:StartDate></t:NoEndRecurrence></t:Recurrence></t:CalendarItem>',
      'SendMeetingInvitations="SendToNone"',
    ),
  )
  const folder = (await get(meeting)).first('ParentFolderId')?.getAttribute('Id') ?? ''
  const data = (await ask(`<m:ExportItems><m:ItemIds><t:ItemId Id="${meeting}"/></m:ItemIds></m:ExportItems>`)).all(
    'Data',
  )
  const bytes = Buffer.from(data[0] ?? '', 'base64')
  const beside = bytes.subarray(10, 10 + bytes.readUInt16LE(8))
  const content = JSON.parse(bytes.toString('utf8', 10 + beside.length))
  const upload = async (changes: object, arrival: object = JSON.parse(beside.toString())) => {
    const head = Buffer.from(JSON.stringify(arrival))
    const length = Buffer.alloc(2)
    length.writeUInt16LE(head.length)
    const whole = [bytes.subarray(0, 8), length, head, Buffer.from(JSON.stringify({ ...content, ...changes }))]
    const answer = await ask(
      `<m:UploadItems><m:Items><t:Item CreateAction="CreateNew"><t:ParentFolderId Id="${folder}"/><t:Data>${Buffer.concat(whole).toString('base64')}</t:Data></t:Item></m:Items></m:UploadItems>`,
    )
    return answer.all('ResponseCode')
  }
  t.same(await upload({ start: content.start + day, end: content.end + day }), ['NoError'])
  const far = 8.64e15
  for (const wrong of [
    { start: far, end: far, recurrence: 'FREQ=MONTHLY;BYMONTHDAY=31' },
    { start: -far, end: -far, recurrence: 'FREQ=DAILY;BYDAY=MO' },
    { deletedOccurrences: [far + 1] },
    { modifiedOccurrences: { map: [{ key: far + 1, value: {} }] } },
    { modifiedOccurrences: { map: [{ key: content.start, value: { start: 1e300 } }] } },
  ]) {
    t.same(await upload(wrong), ['ErrorCorruptData'], JSON.stringify(wrong))
  }
  t.same(await upload({}, { read: true, receivedAt: 1e300 }), ['ErrorCorruptData'])
  const odd = { map: [{ key: 'Appointment:0x8220', value: 1e300 }] }
  t.same(await upload({ properties: odd }), ['NoError'])
  const all = '<t:BaseShape>AllProperties</t:BaseShape>'
  t.equal((await find('calendar', '', all)).status, 200, 'a number that is no time shows as the last that there is')
})

t.test('junk goes to its folder and comes back', async (t) => {
  const { create, ask, find } = await start(t)
  const item = idOf(await create('<t:Message><t:Subject>spam</t:Subject></t:Message>'))
  const mark = (id: string, junk: boolean, move = true) =>
    ask(
      `<m:MarkAsJunk IsJunk="${junk}" MoveItem="${move}"><m:ItemIds><t:ItemId Id="${id}"/></m:ItemIds></m:MarkAsJunk>`,
    )
  const moved = (await mark(item, true)).first('MovedItemId')?.getAttribute('Id') ?? ''
  t.same((await find('junkemail')).all('Subject'), ['spam'])
  await mark(moved, false)
  t.ok((await find('inbox')).all('Subject').includes('spam'))
  t.same((await mark(item, true)).all('ResponseCode'), ['ErrorItemNotFound'])
  t.equal((await ask('<m:MarkAsJunk IsJunk="true"><m:ItemIds/></m:MarkAsJunk>')).status, 500)
})
