import t from 'tap'
import {
  childrenNamed,
  decodeWbxml,
  element,
  encodeWbxml,
  innerText,
  textAt,
  textOf,
  type WbxmlElement,
} from '../../../protocols/wbxml/index.ts'

const vectors: Record<string, [hex: string, tree: WbxmlElement]> = {
  'FolderSync with key 0': [
    '03016a00000756520330000101',
    element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'SyncKey', '0')),
  ],
  'its refusal with status 142': [
    '03016a000007564c03313432000101',
    element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'Status', '142')),
  ],
  'Ping of 480 s on folder 5': [
    '03016a00000d4548033438300001494a4b033500014c03456d61696c0001010101',
    element(
      'Ping',
      'Ping',
      element('Ping', 'HeartbeatInterval', '480'),
      element(
        'Ping',
        'Folders',
        element('Ping', 'Folder', element('Ping', 'Id', '5'), element('Ping', 'Class', 'Email')),
      ),
    ),
  ],
  'Ping expired': ['03016a00000d45470331000101', element('Ping', 'Ping', element('Ping', 'Status', '1'))],
  'Ping with a change in folder 5': [
    '03016a00000d454703320001494a033500010101',
    element('Ping', 'Ping', element('Ping', 'Status', '2'), element('Ping', 'Folders', element('Ping', 'Folder', '5'))),
  ],
  'Ping out of range, limit 60': [
    '03016a00000d45470335000148033630000101',
    element('Ping', 'Ping', element('Ping', 'Status', '5'), element('Ping', 'HeartbeatInterval', '60')),
  ],
}

for (const [name, [hex, tree]] of Object.entries(vectors)) {
  t.test(name, async (t) => {
    t.equal(encodeWbxml(tree).toString('hex'), hex)
    t.same(decodeWbxml(Buffer.from(hex, 'hex')), tree)
  })
}

t.test('opaque data longer than 127 bytes keeps its length', async (t) => {
  const data = Buffer.alloc(300, 5)
  const bytes = encodeWbxml(element('Provision', 'Data', data))
  t.match(bytes.toString('hex'), /^03016a00000e4ac3822c0505/)
  t.same(decodeWbxml(bytes).content, [data])
})

t.test('a page changes only when it must, and elements without content have no END', async (t) => {
  const tree = element(
    'AirSync',
    'Sync',
    element('Email', 'Read'),
    element('Email', 'Flag'),
    element('AirSync', 'Wait'),
  )
  t.equal(encodeWbxml(tree).toString('hex'), '03016a0045000215' + '3a' + '000024' + '01')
})

t.test('a tag that the tables do not name keeps its number', async (t) => {
  const tree = decodeWbxml(Buffer.from('03016a00001755033100' + '01', 'hex'))
  t.same(tree, element('Notes', '#15', '1'))
  t.equal(encodeWbxml(tree).toString('hex'), '03016a0000175503310001')
  t.throws(() => decodeWbxml(encodeWbxml(tree), { unknownTags: 'refuse' }), {
    message: 'WBXML: code page Notes has no tag #15',
  })
})

t.test('text is found by its path', async (t) => {
  const ping = vectors['Ping of 480 s on folder 5']?.[1] ?? element('Ping', 'Ping')
  t.equal(textAt(ping, 'Folders', 'Folder', 'Class'), 'Email')
  t.equal(textAt(ping, 'Folders', 'Status'), undefined)
})

t.test('a tag that does not exist cannot be written', async (t) => {
  t.throws(() => encodeWbxml(element('Ping', 'Pong')), { message: 'WBXML: code page Ping has no tag Pong' })
  t.throws(() => encodeWbxml(element('Ping', 'Status', 'a\0b')), { message: 'WBXML: text cannot hold a zero byte' })
})

t.test('depth, number of parts and announced lengths are bounded', async (t) => {
  const head = Buffer.from('03016a00', 'hex')
  const refused = (bytes: Buffer, message: RegExp) =>
    t.throws(() => decodeWbxml(Buffer.concat([head, bytes])), { name: 'ProtocolSyntaxError', message })
  refused(Buffer.alloc(100_000, 0x45), /nested deeper than 64/)
  refused(Buffer.concat([Buffer.of(0x45), Buffer.alloc(1_000_000, 0x06)]), /more than 150000 parts/)
  refused(Buffer.concat([Buffer.of(0x45), Buffer.alloc(1_000_000)]), /more than 150000 parts/)
  refused(Buffer.from('45c3ffffffff7f', 'hex'), /opaque data is too large/)
  refused(Buffer.from('45c3ffffff7f00', 'hex'), /opaque data needs 268435455 bytes/)
  refused(Buffer.from('001a45', 'hex'), /code page 26 does not exist/)
})

t.test('tags of the same name are told apart by their page', async (t) => {
  const tree = element('AirSync', 'Options', element('AirSyncBase', 'Status', '7'), element('AirSync', 'Status', '1'))
  t.equal(textOf(tree, 'AirSync', 'Status'), '1')
  t.equal(textOf(tree, 'Email', 'Status'), undefined)
  t.same(childrenNamed(tree, 'AirSyncBase', 'Status').map(innerText), ['7'])
})
