import { connect } from 'node:net'
import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { activeSyncOf } from '../../../../mock-exchange/vdirs/activesync/access/organisation.ts'
import { activeSync } from '../../../../mock-exchange/vdirs/activesync.ts'
import { childAt, childrenOf, element, tagsOf, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { type ActiveSyncSettings, activeSyncSchema } from '../../../../topology/schema/activesync.ts'
import { alice, basic, type Host, startHost } from '../host.ts'
import { keyIn, provisioned, provisionRequest, ready, send } from './device.ts'

const hierarchy = tagsOf('FolderHierarchy')
const folderSync = hierarchy('FolderSync', hierarchy('SyncKey', '0'))
const provision = tagsOf('Provision')
const air = tagsOf('AirSync')

const statusOf = (root: WbxmlElement | undefined) => root && textAt(root, 'Status')

async function start(t: Parameters<typeof startHost>[0], settings: Partial<ActiveSyncSettings> = {}): Promise<Host> {
  const host = await startHost(t, [activeSync])
  Object.assign(host.context, { activeSync: activeSyncSchema.parse(settings) })
  return host
}

function syncInbox(key: string): WbxmlElement {
  const options = air('Options', element('AirSyncBase', 'BodyPreference', element('AirSyncBase', 'Type', '1')))
  return air('Sync', air('Collections', air('Collection', air('SyncKey', key), air('CollectionId', '5'), options)))
}

t.test('a device without the policy is sent to get it: Status 142, or 449 before 14.0', async (t) => {
  const host = await start(t)
  const refused = await send(host, 'FolderSync', folderSync, { policyKey: '0' })
  t.same([refused.status, refused.bytes.toString('hex')], [200, '03016a000007564c03313432000101'])
  t.equal(refused.headers.get('x-ms-aserror'), 'DeviceNotProvisioned')
  const old = await send(host, 'FolderSync', folderSync, { version: '12.1' })
  t.same([old.status, old.bytes.length], [449, 0])
  const policyKey = await provisioned(host)
  t.match(policyKey, /^[1-9]\d+$/)
  t.equal(statusOf((await send(host, 'FolderSync', folderSync, { policyKey })).root), '1')
  t.equal(statusOf((await send(host, 'FolderSync', folderSync, { policyKey: '77' })).root), '144')
  t.equal((await send(host, 'FolderSync', folderSync, { policyKey: '77', version: '12.1' })).status, 449)
})

t.test('a topology may let devices in that know no policies', async (t) => {
  const host = await start(t, { provisioning: 'optional' })
  t.equal(statusOf((await send(host, 'FolderSync', folderSync)).root), '1')
  t.equal(statusOf((await send(host, 'FolderSync', folderSync, { policyKey: '0' })).root), '142', 'this one knows them')
})

t.test('Provision: the policy first, the key for good after the receipt', async (t) => {
  const host = await start(t)
  const bare = provision(
    'Provision',
    provision('Policies', provision('Policy', provision('PolicyType', 'MS-EAS-Provisioning-WBXML'))),
  )
  t.equal(statusOf((await send(host, 'Provision', bare)).root), '165', '14.1 wants to know the device first')
  const first = await send(host, 'Provision', provisionRequest())
  const document = first.root && childAt(first.root, 'Policies', 'Policy', 'Data', 'EASProvisionDoc')
  t.equal(document && textAt(document, 'DevicePasswordEnabled'), '0')
  t.equal(document && textAt(document, 'AllowCamera'), '1')
  t.equal(first.root && textAt(first.root, 'DeviceInformation', 'Status'), '1')
  const old = await send(host, 'Provision', bare, { version: '12.0', id: 'OLD1' })
  const oldDocument = old.root && childAt(old.root, 'Policies', 'Policy', 'Data', 'EASProvisionDoc')
  t.equal(oldDocument && textAt(oldDocument, 'AllowCamera'), undefined, 'came with 12.1')
  const policyStatus = async (body: WbxmlElement) => {
    const { root } = await send(host, 'Provision', body)
    return root && textAt(root, 'Policies', 'Policy', 'Status')
  }
  t.equal(await policyStatus(provisionRequest('12345')), '5', 'a key that was not given')
  t.equal(await policyStatus(provisionRequest(undefined, 'MS-Something')), '3')
  const last = keyIn(await send(host, 'Provision', provisionRequest(keyIn(first))))
  t.not(last, keyIn(first))
  t.equal(statusOf((await send(host, 'Provision', provision('Provision'))).root), '2')
  t.match(await provisioned(host, { version: '2.5', id: 'OLD2' }), /^\d+$/, 'a device of 2.5 gets it as text')
})

t.test('a remote wipe comes before all else, and its receipt ends it', async (t) => {
  const host = await start(t)
  const device = await ready(host)
  activeSyncOf(host.context).wipe(alice, 'abc123')
  t.equal(statusOf((await device(host, 'FolderSync', folderSync)).root), '140')
  const order = (await device(host, 'Provision', provisionRequest())).root
  t.ok(order && childAt(order, 'RemoteWipe'))
  const receipt = provision('Provision', provision('RemoteWipe', provision('Status', '1')))
  t.same(childrenOf((await device(host, 'Provision', receipt)).root ?? receipt), [provision('Status', '1')])
  t.match(activeSyncOf(host.context).devices(), [{ deviceId: 'ABC123', wipe: 'done' }])
})

t.test('a quarantined device sees one message, the notice, and nothing else', async (t) => {
  const host = await start(t, { defaultAccess: 'quarantine' })
  const device = await ready(host)
  t.match((await device(host, 'FolderSync', folderSync)).root, { tag: 'FolderSync' })
  const primed = (await device(host, 'Sync', syncInbox('0'))).root
  t.equal(primed && textAt(primed, 'Collections', 'Collection', 'Status'), '1')
  const items = (await device(host, 'Sync', syncInbox('1'))).root
  const commands = items && childAt(items, 'Collections', 'Collection', 'Commands')
  const adds = commands ? childrenOf(commands) : []
  t.equal(adds.length, 1)
  const notice = adds[0] && childAt(adds[0], 'ApplicationData')
  t.match(notice && textAt(notice, 'Subject'), /temporarily blocked/)
  t.match(
    notice && textAt(notice, 'Body', 'Data'),
    /Device model: iPhone6C1[\s\S]*Device ID: ABC123[\s\S]*state: Quarantined[\s\S]*reason: Global/,
  )
  const mail = element(
    'ComposeMail',
    'SendMail',
    element('ComposeMail', 'Mime', Buffer.from('To: bob@contoso.com\r\n\r\nHi')),
  )
  t.equal(statusOf((await device(host, 'SendMail', mail)).root), '130')
  const inbox = mailboxesOf(host.context).of(alice)
  const own = inbox?.items(inbox.folder('inbox')).filter(({ subject }) => /temporarily blocked/.test(subject))
  t.equal(own?.length, 1, 'the user has the notice too')

  // Let in by an administrator, it begins anew; a Ping that was held ends.
  const ping = element(
    'Ping',
    'Ping',
    element('Ping', 'HeartbeatInterval', '480'),
    element('Ping', 'Folders', element('Ping', 'Folder', element('Ping', 'Id', '1'))),
  )
  let isHeld = false
  Object.assign(host.context, {
    noteHeld: () => {
      isHeld = true
    },
  })
  const held = device(host, 'Ping', ping)
  await waitUntil(() => isHeld, { what: 'the Ping to be held' })
  activeSyncOf(host.context).setAccess(alice, 'ABC123', 'allow')
  t.equal(statusOf((await held).root), '7')
  const again = (await device(host, 'Sync', syncInbox('2'))).root
  t.equal(statusOf(again), '12')
  await device(host, 'FolderSync', folderSync)
  const stale = (await device(host, 'Sync', syncInbox('2'))).root
  t.equal(stale && textAt(stale, 'Collections', 'Collection', 'Status'), '3')
})

t.test('a blocked device, a disabled user, one device too many', async (t) => {
  const host = await start(t, { defaultAccess: 'block', maxDevices: 2 })
  const refused = await send(host, 'FolderSync', folderSync)
  t.same([refused.status, statusOf(refused.root)], [200, '129'])
  t.equal((await send(host, 'FolderSync', folderSync, { version: '12.1' })).status, 403)
  const organisation = activeSyncOf(host.context)
  organisation.setAccess(alice, 'abc123', 'allow')
  t.equal(statusOf((await send(host, 'FolderSync', folderSync)).root), '142', 'this one device is allowed')
  organisation.setAccess(alice, 'abc123', undefined)
  t.equal(statusOf((await send(host, 'FolderSync', folderSync)).root), '129')
  organisation.setDefaultAccess('allow')
  await send(host, 'FolderSync', folderSync, { id: 'SECOND' })
  t.equal(statusOf((await send(host, 'FolderSync', folderSync, { id: 'THIRD' })).root), '177')
  t.equal((await send(host, 'FolderSync', folderSync, { id: 'THIRD', version: '12.1' })).status, 403)
  organisation.setEnabled(alice, false)
  t.equal(statusOf((await send(host, 'FolderSync', folderSync)).root), '126')
  t.equal((await send(host, 'FolderSync', folderSync, { version: '12.1' })).status, 403)
})

t.test('a user has 100 devices unless the topology says otherwise', async (t) => {
  const host = await start(t, {})
  for (let id = 1; id <= 100; id += 1) {
    t.equal(statusOf((await send(host, 'FolderSync', folderSync, { id: `DEVICE${id}` })).root), '142')
  }
  t.equal(statusOf((await send(host, 'FolderSync', folderSync, { id: 'DEVICE101' })).root), '177')
  t.equal(activeSyncOf(host.context).devices().length, 100)
})

t.test('rules: by type at once, by model when the device has told it', async (t) => {
  const host = await start(t, {
    rules: [
      { characteristic: 'DeviceModel', value: 'iphone6c1', access: 'block' },
      { characteristic: 'DeviceType', value: 'iPhone', access: 'quarantine' },
    ],
  })
  const organisation = activeSyncOf(host.context)
  await send(host, 'FolderSync', folderSync)
  t.match(organisation.devices(), [{ state: 'discovery', reason: 'DeviceRule' }])
  await send(host, 'Provision', provisionRequest())
  t.equal(statusOf((await send(host, 'FolderSync', folderSync)).root), '129', 'the model is blocked')
  await send(host, 'FolderSync', folderSync, { id: 'SILENT' })
  host.clock.advance(14 * 60_000)
  await send(host, 'FolderSync', folderSync, { id: 'SILENT' })
  t.match(organisation.devices()[1], { state: 'quarantined', reason: 'DeviceRule' }, 'it had 14 minutes to tell')
})

t.test('a mailbox that is elsewhere: 451 without a reason, until the device comes by that way', async (t) => {
  const host = await start(t)
  const location = 'https://eu.contoso.com/Microsoft-Server-ActiveSync'
  const moved = { ...alice, activeSync: { ...alice.activeSync, redirect: location } }
  Object.assign(host.context, { identityOf: () => moved })
  const options = (method: string) =>
    fetch(`${host.url}/Microsoft-Server-ActiveSync?Cmd=FolderSync&DeviceId=A&DeviceType=B`, { method })
  for (const method of ['OPTIONS', 'POST']) {
    const response = await options(method)
    t.same([response.status, response.headers.get('x-ms-location')], [451, location])
  }
  const socket = connect(host.port, '127.0.0.1')
  socket.end(
    `OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(alice)}\r\nConnection: close\r\n\r\n`,
  )
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  t.match(text, /^HTTP\/1\.1 451 \r\n/)
  host.origin = { scheme: 'https', host: 'eu.contoso.com' }
  t.equal((await options('OPTIONS')).status, 200)
})
