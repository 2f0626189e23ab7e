import t from 'tap'
import { readActiveSyncUri } from '../../../../mock-exchange/vdirs/activesync/request-uri.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import { childAt, childrenOf, textAt } from '../../../../protocols/wbxml/index.ts'
import { alice, basic, operator, startHost } from '../host.ts'
import { provisioned, send } from './device.ts'

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
  const policyKey = await provisioned(host)
  const { status, headers, root, bytes } = await send(host, 'FolderSync', folderSync0, { policyKey })
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
  const policyKey = await provisioned(host)
  const ask = async (body: Buffer | undefined) => (await send(host, 'FolderSync', body, { policyKey })).root
  const key = (text: string): Buffer => Buffer.from(`03016a0000075652033${text}000101`, 'hex')
  const early = await ask(key('1'))
  t.same(early && [early.tag, textAt(early, 'Status')], ['FolderSync', '9'])
  await ask(folderSync0)
  const again = await ask(key('1'))
  t.same(again && [textAt(again, 'Status'), textAt(again, 'Changes', 'Count')], ['1', '0'])
  const empty = await ask(undefined)
  t.same(empty && textAt(empty, 'Status'), '10')
})

t.test('the query may be base64, with the policy key in it', async (t) => {
  const host = await startHost(t, [activeSync])
  const id = 'v140Device'
  const key = Number(await provisioned(host, { id, version: '14.0' }))
  // Version, FolderSync, locale 0x0409, device id, policy key, type, then the parameters User and Options.
  const fields = [Buffer.from(id), Buffer.alloc(4), Buffer.from('iPhone')]
  fields[1]?.writeUInt32LE(key)
  const tagged = [Buffer.of(8, 5), Buffer.from('alice'), Buffer.of(7, 1, 3)]
  const head = (version: number) => Buffer.of(version, 9, 9, 4)
  const query = Buffer.concat([head(140), ...fields.flatMap((field) => [Buffer.of(field.length), field]), ...tagged])
  const statusOf = async (text: string) => (await send(host, '', folderSync0, { query: text })).bytes.toString('latin1')
  t.match(await statusOf(query.toString('base64')), 'Inbox')
  t.match(await statusOf(encodeURIComponent(query.toString('base64'))), 'Inbox')
  const cut = query.subarray(0, query.length - 1).toString('base64')
  t.equal((await send(host, '', folderSync0, { query: cut })).status, 400, 'a parameter is cut off')
})

t.test('what the URI says in either form', async (t) => {
  const plain = readActiveSyncUri(
    '/x?cmd=SmartReply&User=a&DeviceId=b&DeviceType=c&ItemId=5%3a7&CollectionId=5&SaveInSent=T&AttachmentName=5:7:0',
  )
  t.match(plain, {
    itemId: '5:7',
    collectionId: '5',
    saveInSent: true,
    acceptMultiPart: false,
    attachmentName: '5:7:0',
  })
  // The test vector of [MS-ASHTTP] (reference 2.5).
  t.match(readActiveSyncUri('/x?jAAJBAp2MTQwRGV2aWNlAApTbWFydFBob25l'), {
    command: 'Sync',
    deviceId: 'v140Device',
    deviceType: 'SmartPhone',
    protocolVersion: '14.0',
    policyKey: undefined,
  })
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
  for (const [version, status] of [
    ['16.1', 400],
    ['1.0', 505],
    ['', 400],
  ] as const) {
    t.equal((await send(host, 'FolderSync', folderSync0, { version })).status, status, version)
  }
  t.equal((await send(host, 'MakeCoffee', folderSync0)).status, 501)
  t.equal((await send(host, 'GetAttachment', undefined)).status, 501, 'gone since 14.0')
  const refused = await send(host, 'FolderSync', folderSync0, { as: operator })
  t.same([refused.status, refused.headers.get('x-ms-aserror')], [403, 'UserHasNoMailbox'])
})
