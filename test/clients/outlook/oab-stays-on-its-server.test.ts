import { createServer } from 'node:http'
import t from 'tap'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

t.test('a manifest cannot send Outlook, and its log-on, to another server or folder', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  world.name('evil.example', 'A', '203.0.113.66')
  let file = ''
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    asked.push(url)
    if (url === '/OAB/1/oab.xml') response.end(`<OAB><OAL><Full size="1" SHA="">${file}</Full></OAL></OAB>`)
    else response.writeHead(404).end()
  })
  await world.serve('203.0.113.10:80', server)
  const stranger = createServer((_, response) => {
    t.fail('the stranger was asked')
    response.end()
  })
  await world.serve('203.0.113.66:80', stranger)
  for (file of ['http://evil.example/a.lzx', '//evil.example/a.lzx', '/owa/', '../../owa/']) {
    const result = await runAction('oab.download', world.context(), {
      url: 'http://mail.contoso.com/OAB/1/',
      auth: 'basic',
    })
    t.match(result, { ok: false, status: 404 })
    t.equal(asked.at(-1), `/OAB/1/${encodeURIComponent(file)}`)
  }
  const before = asked.length
  for (file of ['.', '..']) {
    const result = await runAction('oab.download', world.context(), {
      url: 'http://mail.contoso.com/OAB/1/',
      auth: 'basic',
    })
    t.match(result, { ok: false, summary: /names no full file\.$/ })
  }
  t.same(asked.slice(before), ['/OAB/1/oab.xml', '/OAB/1/oab.xml'])
})
