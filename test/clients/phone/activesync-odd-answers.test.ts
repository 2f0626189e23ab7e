import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import t, { type Test } from 'tap'
import { element, encodeWbxml } from '../../../protocols/wbxml/index.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

const url = 'https://mail.contoso.com'
const place = `${url}/Microsoft-Server-ActiveSync`

async function worldWith(t: Test, answer: (response: ServerResponse) => unknown): Promise<World> {
  const world = await createWorld()
  t.teardown(() => world[Symbol.asyncDispose]())
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    answer(response)
  })
  await world.serve('203.0.113.10:443', server)
  return world
}

t.test('a 451 without a place to go says so', async (t) => {
  const world = await worldWith(t, (response) => response.writeHead(451).end())
  const result = await runAction('activesync.options', world.context(), { url })
  t.match(result, {
    ok: false,
    status: 451,
    summary: `${place} sends the device elsewhere, but does not say where (451).`,
  })
  t.notOk('location' in result.facts)
})

t.test('a page where WBXML is due is a bad answer', async (t) => {
  const world = await worldWith(t, (response) => response.end('<html>Welcome</html>'))
  t.match(await runAction('activesync.ping', world.context(), { url }), {
    ok: false,
    status: 200,
    cause: 'bad-response',
    summary: /^The answer is malformed: WBXML: /,
  })
})

t.test('an empty answer is a bad answer, too', async (t) => {
  const world = await worldWith(t, (response) => response.end())
  t.match(await runAction('activesync.ping', world.context(), { url }), { ok: false, cause: 'bad-response' })
})

t.test('a device that is not let in does not get to its Ping', async (t) => {
  const refused = element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'Status', '129'))
  const world = await worldWith(t, (response) => response.end(encodeWbxml(refused)))
  t.match(await runAction('activesync.ping', world.context(), { url }), {
    ok: false,
    status: 200,
    cause: undefined,
    summary: `${place} refused FolderSync: the device is blocked for this user (status 129).`,
    facts: { folderSyncStatus: '129' },
  })
  t.equal(world.hops.length, 1)
})

t.test('a stopped pool is told with the command that met it', async (t) => {
  const world = await worldWith(t, (response) => response.writeHead(503).end())
  t.match(await runAction('activesync.ping', world.context(), { url }), {
    ok: false,
    status: 503,
    summary: `FolderSync: ${place} answered 503 Service Unavailable.`,
  })
})
