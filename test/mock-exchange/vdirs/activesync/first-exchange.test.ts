import t from 'tap'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import { childAt, childrenOf, textAt } from '../../../../protocols/wbxml/index.ts'
import { alice, basic, operator, startHost } from '../host.ts'
import { send } from './device.ts'

/** FolderSync with key 0, byte for byte as in [MS-ASCMD]. */
const folderSync0 = Buffer.from('03016a000007565203300001' + '01', 'hex')

t.test('OPTIONS names the versions and commands of Exchange 2013', async (t) => {
  const host = await startHost(t, [activeSync])
  const response = await fetch(`${host.url}/microsoft-server-ACTIVESYNC`, {
    method: 'OPTIONS',
    headers: { authorization: basic(alice) },
  })
  t.equal(response.status, 200)
  t.equal(response.headers.get('ms-asprotocolversions'), '2.0,2.1,2.5,12.0,12.1,14.0,14.1')
  t.match(response.headers.get('ms-asprotocolcommands'), /^Sync,SendMail,.*,FolderSync,.*,Ping,.*,ValidateCert$/)
  t.equal(response.headers.get('ms-server-activesync'), '15.0')
  t.equal(response.headers.get('public'), 'OPTIONS,POST')
  t.equal(await response.text(), '')
})

t.test('FolderSync with key 0 gives the whole hierarchy, the Inbox as folder 5', async (t) => {
  const host = await startHost(t, [activeSync])
  const { status, headers, root, bytes } = await send(host, 'FolderSync', folderSync0)
  t.equal(status, 200)
  t.equal(bytes.toString('hex', 0, 4), '03016a00')
  if (root === undefined) return t.fail('no WBXML came')
  t.same([textAt(root, 'Status'), textAt(root, 'SyncKey'), textAt(root, 'Changes', 'Count')], ['1', '1', '13'])
  const changes = childAt(root, 'Changes')
  const folders = (changes ? childrenOf(changes) : []).filter(({ tag }) => tag === 'Add')
  const inbox = folders.find((folder) => textAt(folder, 'Type') === '2')
  t.same(inbox && [textAt(inbox, 'ServerId'), textAt(inbox, 'DisplayName'), textAt(inbox, 'ParentId')], [
    '5',
    'Inbox',
    '0',
  ])
  t.equal(headers.get('x-ms-rp'), '2.0,2.1,2.5,12.0,12.1,14.0,14.1', 'a device that begins anew is told the versions')
})

t.test('a later FolderSync has nothing new, and a key that was never given is refused', async (t) => {
  const host = await startHost(t, [activeSync])
  const key = (text: string): Buffer => Buffer.from(`03016a0000075652033${text}000101`, 'hex')
  t.equal((await send(host, 'FolderSync', key('1'))).root?.tag, 'FolderSync')
  t.same(await send(host, 'FolderSync', key('1')).then(({ root }) => root && textAt(root, 'Status')), '9')
  await send(host, 'FolderSync', folderSync0)
  const again = (await send(host, 'FolderSync', key('1'))).root
  t.same(again && [textAt(again, 'Status'), textAt(again, 'Changes', 'Count')], ['1', '0'])
  const empty = (await send(host, 'FolderSync', undefined)).root
  t.same(empty && textAt(empty, 'Status'), '10')
})

t.test('the query may be base64', async (t) => {
  const host = await startHost(t, [activeSync])
  // 14.0, FolderSync, locale 0x0409, device v140Device, no policy key, type SmartPhone.
  const query = Buffer.from([
    140,
    9,
    9,
    4,
    10,
    ...Buffer.from('v140Device'),
    0,
    10,
    ...Buffer.from('SmartPhone'),
  ]).toString('base64')
  t.equal((await send(host, '', folderSync0, { query })).status, 200)
  t.equal((await send(host, '', folderSync0, { query: encodeURIComponent(query) })).status, 200)
})

t.test('what is malformed gets 400, what is not known 501, and no mailbox 403', async (t) => {
  const host = await startHost(t, [activeSync])
  const badQueries = [
    '',
    'Cmd=FolderSync',
    'Cmd=FolderSync&DeviceId=a/b&DeviceType=x',
    'AAAA',
    `Cmd=FolderSync&DeviceId=${'a'.repeat(33)}&DeviceType=x`,
  ]
  for (const query of badQueries) t.equal((await send(host, '', folderSync0, { query })).status, 400, query)
  t.equal((await send(host, 'FolderSync', folderSync0, { version: '16.1' })).status, 400)
  t.equal((await send(host, 'FolderSync', Buffer.from('nonsense'))).status, 400)
  t.equal((await send(host, 'MakeCoffee', folderSync0)).status, 501)
  const refused = await send(host, 'FolderSync', folderSync0, { as: operator })
  t.same([refused.status, refused.headers.get('x-ms-aserror')], [403, 'UserHasNoMailbox'])
})
