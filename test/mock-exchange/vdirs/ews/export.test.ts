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
