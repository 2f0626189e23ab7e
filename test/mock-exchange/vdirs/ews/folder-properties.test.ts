import t from 'tap'
import { named, start } from './client.ts'
import type { Answer } from './soap.ts'

const folderId = (answer: Answer) => answer.first('FolderId')?.getAttribute('Id') ?? ''

t.test('folders keep the MAPI properties that clients give them, and those of the server stay its own', async (t) => {
  const { ask } = await start(t)
  const uri =
    '<t:ExtendedFieldURI PropertySetId="c11ff724-aa03-4555-9952-8fa248a11c3e" PropertyName="Colour" PropertyType="String"/>'
  const property = (value: string, of = uri) =>
    `<t:ExtendedProperty>${of}<t:Value>${value}</t:Value></t:ExtendedProperty>`
  const made = await ask(
    `<m:CreateFolder><m:ParentFolderId>${named('inbox')}</m:ParentFolderId><m:Folders><t:Folder><t:DisplayName>Red</t:DisplayName>${property('red')}</t:Folder></m:Folders></m:CreateFolder>`,
  )
  const id = `<t:FolderId Id="${folderId(made)}"/>`
  const read = async () =>
    (
      await ask(
        `<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${uri}</t:AdditionalProperties></m:FolderShape><m:FolderIds>${id}</m:FolderIds></m:GetFolder>`,
      )
    ).all('Value')
  const update = async (updates: string) =>
    (
      await ask(
        `<m:UpdateFolder><m:FolderChanges><t:FolderChange>${id}<t:Updates>${updates}</t:Updates></t:FolderChange></m:FolderChanges></m:UpdateFolder>`,
      )
    ).all('ResponseCode')
  t.same(await read(), ['red'])
  const set = (of: string, value: string) =>
    `<t:SetFolderField>${of}<t:Folder>${property(value, of)}</t:Folder></t:SetFolderField>`
  t.same([await update(set(uri, 'green')), await read()], [['NoError'], ['green']])
  t.same([await update(`<t:DeleteFolderField>${uri}</t:DeleteFolderField>`), await read()], [['NoError'], []])
  t.same(await update(set('<t:ExtendedFieldURI PropertyTag="0x0e08" PropertyType="Integer"/>', '1')), [
    'ErrorInvalidPropertySet',
  ])
})
