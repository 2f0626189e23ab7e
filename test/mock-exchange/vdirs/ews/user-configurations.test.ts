// Configuration objects of folders: CreateUserConfiguration and its kin.

import t from 'tap'
import { named, start } from './client.ts'

const name = (folder = 'inbox', of = 'My.Settings') => `Name="${of}">${named(folder)}`
const configuration = (content: string, at = name()) =>
  `<m:UserConfiguration><t:UserConfigurationName ${at}</t:UserConfigurationName>${content}</m:UserConfiguration>`
const get = (parts = 'All', at = name()) =>
  `<m:GetUserConfiguration><m:UserConfigurationName ${at}</m:UserConfigurationName><m:UserConfigurationProperties>${parts}</m:UserConfigurationProperties></m:GetUserConfiguration>`
const object = (element: string, type: string, ...values: string[]) =>
  `<t:${element}><t:Type>${type}</t:Type>${values.map((value) => `<t:Value>${value}</t:Value>`).join('')}</t:${element}>`
const entry = (key: string, type: string, ...values: string[]) =>
  `<t:DictionaryEntry>${object('DictionaryKey', 'String', key)}${object('DictionaryValue', type, ...values)}</t:DictionaryEntry>`

t.test('a configuration is made once, read in parts, changed in parts, and deleted', async (t) => {
  const { ask } = await start(t)
  const code = async (operation: string) => (await ask(operation)).all('ResponseCode')
  const dictionary = `<t:Dictionary>${entry('number', 'Integer32', '5')}${entry('list', 'StringArray', 'a', 'b')}${entry('flag', 'Boolean', '1')}</t:Dictionary>`
  const create = `<m:CreateUserConfiguration>${configuration(`${dictionary}<t:XmlData>PHgvPg==</t:XmlData><t:BinaryData>AQI=</t:BinaryData>`)}</m:CreateUserConfiguration>`
  t.same(await code(get()), ['ErrorItemNotFound'])
  t.same(await code(create), ['NoError'])
  t.same(await code(create), ['ErrorItemSave'])
  const whole = await ask(get())
  t.same(whole.all('Type'), ['String', 'Integer32', 'String', 'StringArray', 'String', 'Boolean'])
  t.same(whole.all('Value'), ['number', '5', 'list', 'a', 'b', 'flag', 'true'])
  t.same([whole.all('XmlData'), whole.all('BinaryData')], [['PHgvPg=='], ['AQI=']])
  t.match(whole.first('ItemId')?.getAttribute('Id'), /^AAMk/)
  t.equal(whole.first('UserConfigurationName')?.getAttribute('Name'), 'My.Settings')
  const update = `<m:UpdateUserConfiguration>${configuration('<t:BinaryData>Aw==</t:BinaryData>')}</m:UpdateUserConfiguration>`
  t.same(await code(update), ['NoError'])
  const part = await ask(get('XmlData BinaryData', name('inbox', 'my.settings')))
  t.same([part.all('XmlData'), part.all('BinaryData'), part.all('Value')], [['PHgvPg=='], ['Aw=='], []])
  t.same(await code(get('All', name('calendar'))), ['ErrorItemNotFound'], 'each folder has its own')
  const remove = `<m:DeleteUserConfiguration><m:UserConfigurationName ${name()}</m:UserConfigurationName></m:DeleteUserConfiguration>`
  t.same([await code(remove), await code(remove)], [['NoError'], ['ErrorItemNotFound']])
  t.same(await code(update), ['ErrorItemNotFound'])
})

t.test('what the schema does not know of a configuration is a fault', async (t) => {
  const { ask } = await start(t)
  const create = (content: string) =>
    ask(`<m:CreateUserConfiguration>${configuration(content)}</m:CreateUserConfiguration>`)
  const dictionary = (...entries: string[]) => `<t:Dictionary>${entries.join('')}</t:Dictionary>`
  t.equal((await create(dictionary(entry('k', 'Nonsense', 'v')))).status, 500)
  t.equal((await create(dictionary(entry('k', 'String')))).status, 500)
  t.equal((await create('<t:XmlData>!</t:XmlData>')).status, 500)
  t.equal((await ask(get('Everything'))).status, 500)
  t.same((await ask(get('Id', name('voicemail')))).all('ResponseCode'), ['ErrorFolderNotFound'])
})
