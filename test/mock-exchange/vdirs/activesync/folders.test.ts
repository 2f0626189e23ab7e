import t from 'tap'
import { childAt, childrenOf, tagsOf, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { phone } from './phone.ts'

const hierarchy = tagsOf('FolderHierarchy')

t.test('folders that others change are told, with their parents', async (t) => {
  const { host, mailbox, command } = await phone(t)
  const sync = async (key: string) => {
    const { root } = await command(host, 'FolderSync', hierarchy('FolderSync', hierarchy('SyncKey', key)))
    const changes = root && childAt(root, 'Changes')
    const list = changes ? childrenOf(changes).filter(({ tag }) => tag !== 'Count') : []
    return {
      key: (root && textAt(root, 'SyncKey')) ?? '',
      changes: list.map((one) => [
        one.tag,
        textAt(one, 'ServerId'),
        textAt(one, 'ParentId'),
        textAt(one, 'DisplayName'),
      ]),
    }
  }
  const all = await sync('0')
  t.same(all.changes.slice(-2), [
    ['Add', '12', '0', 'Projects'],
    ['Add', '13', '12', 'Offloading'],
  ])
  const projects = mailbox.folders().find(({ displayName }) => displayName === 'Projects')
  if (projects === undefined) return t.fail('no folder')
  const made = mailbox.createFolder(projects, { displayName: 'Bridging' })
  const one = await sync(all.key)
  t.same(one.changes, [['Add', '14', '12', 'Bridging']])
  mailbox.updateFolder(made, { displayName: 'Passthrough' })
  t.same((await sync(one.key)).changes, [['Update', '14', '12', 'Passthrough']])
  t.same((await sync(one.key)).changes, [['Update', '14', '12', 'Passthrough']], 'the answer was lost')
  const { key } = await sync(one.key)
  mailbox.deleteFolder(mailbox.folderAt(made.id.counter))
  t.same((await sync(key)).changes, [['Delete', '14', undefined, undefined]])
})

t.test('a device makes, renames, moves and deletes folders', async (t) => {
  const { host, mailbox, command } = await phone(t)
  let key = '1'
  const ask = async (name: string, ...rest: WbxmlElement[]) => {
    const { root } = await command(host, name, hierarchy(name, hierarchy('SyncKey', key), ...rest))
    key = (root && textAt(root, 'SyncKey')) ?? key
    return { status: root && textAt(root, 'Status'), id: root && textAt(root, 'ServerId') }
  }
  const create = (name: string, parent = '0', type = '12') =>
    ask('FolderCreate', hierarchy('ParentId', parent), hierarchy('DisplayName', name), hierarchy('Type', type))
  const update = (id: string, name: string, parent = '0') =>
    ask('FolderUpdate', hierarchy('ServerId', id), hierarchy('ParentId', parent), hierarchy('DisplayName', name))
  const made = await create('Phone')
  t.same(made, { status: '1', id: '14' })
  t.equal((await create('Phone')).status, '2')
  t.equal((await create('Below', '99')).status, '5')
  t.equal((await create('Another inbox', '0', '2')).status, '3')
  const folder = () => mailbox.folders().find(({ displayName }) => displayName === 'Mobile')
  t.equal((await update('14', 'Mobile', '12')).status, '1')
  t.equal(mailbox.parentOf(folder() ?? mailbox.folder('root')).displayName, 'Projects')
  t.equal((await update('5', 'In')).status, '3')
  t.equal((await update('99', 'x')).status, '4')
  t.equal((await ask('FolderDelete', hierarchy('ServerId', '5'))).status, '3')
  t.equal((await ask('FolderDelete', hierarchy('ServerId', '14'))).status, '1')
  t.equal(folder(), undefined)
  const { root } = await command(host, 'FolderSync', hierarchy('FolderSync', hierarchy('SyncKey', key)))
  t.equal(root && textAt(root, 'Changes', 'Count'), '0', 'what it did itself is no news')
  key = 'old'
  t.equal((await create('Late')).status, '9')
  const bare = await command(host, 'FolderCreate', hierarchy('FolderCreate'))
  t.equal(bare.root && textAt(bare.root, 'Status'), '10')
})
