// Whatever a device sends: the protocol's own answer, and the server lives on.

import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import t from 'tap'
import { allTags } from '../../../../protocols/wbxml/code-pages.ts'
import { element, textAt, type WbxmlElement } from '../../../../protocols/wbxml/index.ts'
import { alice, basic } from '../host.ts'
import { phone } from './phone.ts'

const commands = [
  'FolderSync',
  'FolderCreate',
  'FolderUpdate',
  'FolderDelete',
  'Sync',
  'GetItemEstimate',
  'ItemOperations',
  'MoveItems',
  'MeetingResponse',
  'Ping',
  'Provision',
  'ResolveRecipients',
  'Search',
  'SendMail',
  'SmartForward',
  'SmartReply',
  'Settings',
  'ValidateCert',
]

t.test('what is not WBXML is Status 102, or HTTP 400 before 14.0', async (t) => {
  const { host, command } = await phone(t)
  const cases = {
    text: Buffer.from('<FolderSync/>'),
    'cut off': Buffer.from('03016a000756', 'hex'),
    'a tag that does not exist': Buffer.from('03016a0000077f0301', 'hex'),
    'a page that does not exist': Buffer.from('03016a00001a4501', 'hex'),
    deep: Buffer.concat([Buffer.from('03016a00', 'hex'), Buffer.alloc(5_000, 0x45)]),
    'no end of elements': Buffer.concat([Buffer.from('03016a0045', 'hex'), Buffer.alloc(1_000_000, 0x06)]),
  }
  for (const [name, bytes] of Object.entries(cases)) {
    const answer = await command(host, 'FolderSync', bytes)
    t.same([answer.status, answer.root && textAt(answer.root, 'Status')], [200, '102'], name)
    t.equal((await command(host, 'FolderSync', bytes, { version: '12.1' })).status, 400, name)
  }
})

t.test('a body beyond 10 MB is refused, one that never comes whole harms nobody', async (t) => {
  const { host, command } = await phone(t)
  const big = connect(host.port, '127.0.0.1')
  const head = (length: number) =>
    `POST /Microsoft-Server-ActiveSync?Cmd=Sync&DeviceId=A&DeviceType=B HTTP/1.1\r\nHost: x\r\nAuthorization: ${basic(alice)}\r\nMS-ASProtocolVersion: 14.1\r\nContent-Type: application/vnd.ms-sync.wbxml\r\nContent-Length: ${length}\r\n\r\n`
  big.write(head(100 * 1_024 ** 2))
  const [answer] = await once(big, 'data')
  t.match(String(answer), /^HTTP\/1\.1 413 /)
  big.destroy()
  const cut = connect(host.port, '127.0.0.1')
  cut.end(`${head(1_000)}only this`)
  cut.resume()
  await once(cut, 'close')
  t.equal((await command(host, 'FolderSync', undefined)).status, 200)
})

t.test('any tree of known tags is answered by every command', async (t) => {
  const { host, command } = await phone(t)
  const tags = [...allTags()]
  const text = fc.constantFrom(
    '',
    '0',
    '1',
    '5',
    '5:1',
    '99999999999',
    'Mailbox',
    '2014-06-02T08:00:00.000Z',
    'x\u0001',
  )
  const { tree } = fc.letrec<{ tree: WbxmlElement }>((tie) => ({
    tree: fc
      .tuple(fc.constantFrom(...tags), fc.array(fc.oneof({ maxDepth: 4 }, text, tie('tree')), { maxLength: 4 }))
      .map(([{ page, tag }, content]) => ({ page, tag, content })),
  }))
  const known = tags.filter(({ tag }) => commands.includes(tag))
  const document = fc
    .tuple(fc.constantFrom(...known), fc.array(tree, { maxLength: 5 }))
    .map(([{ page, tag }, content]) => element(page, tag, ...content))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...commands), document, async (name, root) => {
      const { status } = await command(host, name, root, { signal: AbortSignal.timeout(5_000) })
      return status === 200
    }),
    { numRuns: 300 },
  )
})
