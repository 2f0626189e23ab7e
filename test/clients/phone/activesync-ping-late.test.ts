import { createServer } from 'node:https'
import t from 'tap'
import { element, encodeWbxml } from '../../../protocols/wbxml/index.ts'
import { runAction } from '../run.ts'
import { passUntil, startVirtualTime } from '../virtual-time.ts'
import { createWorld } from '../world.ts'

const inbox = element(
  'FolderHierarchy',
  'Add',
  element('FolderHierarchy', 'ServerId', '5'),
  element('FolderHierarchy', 'Type', '2'),
)
const folders = encodeWbxml(
  element(
    'FolderHierarchy',
    'FolderSync',
    element('FolderHierarchy', 'Status', '1'),
    element('FolderHierarchy', 'Changes', inbox),
  ),
)

t.test('a device waits a minute longer than its heartbeat for a Ping that never comes back', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  const pinged = Promise.withResolvers<void>()
  const server = createServer({ cert: certificate, key: privateKey }, ({ url = '' }, response) => {
    if (url.includes('Cmd=FolderSync')) response.end(folders)
    else pinged.resolve()
  })
  await world.serve('203.0.113.10:443', server)
  startVirtualTime(t)
  const options = { url: 'https://mail.contoso.com', heartbeat: '2m' }
  const running = runAction('activesync.ping', world.context(), options)
  await pinged.promise
  const passed = await passUntil(running, 190_000)
  t.ok(passed >= 179_000, `it was patient for ${passed} ms`)
  t.match(await running, {
    ok: false,
    cause: 'response-timeout',
    status: 200,
    summary: 'https://mail.contoso.com/Microsoft-Server-ActiveSync: the answer did not begin in time.',
  })
})
