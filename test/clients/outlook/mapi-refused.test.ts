import { createServer } from 'node:https'
import t from 'tap'
import { done, encodeConnectResponse, processing } from '../../../protocols/mapi-http/index.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const place = `${url}/mapi/emsmdb/`

t.test('somebody else’s mailbox is refused, with the error in words', async (t) => {
  await using world = await createExchangeWorld()
  const autodiscover = { url: `${url}/autodiscover/autodiscover.xml`, email: 'bob@contoso.com' }
  const bob = await runAction('autodiscover.pox', world.context({ as: world.user('bob') }), autodiscover)
  const userDn = bob.facts['legacyDn']
  t.match(await runAction('mapi.connect', world.context(), { url, userDn }), {
    ok: false,
    status: 200,
    cause: undefined,
    facts: { responseCode: 0, errorCode: 0x80070005 },
    summary: `${place} refused Connect with error 0x80070005: the DN belongs to somebody else than who is logged on.`,
  })
  t.match(await runAction('mapi.connect', world.context({ as: world.user('bob') }), { url, userDn }), { ok: true })
})

t.test('a server that fails at all, and one that says no code, are refusals of their own', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('mail.contoso.com')
  const failed = encodeConnectResponse({ statusCode: 0x4b6, failed: true, auxiliary: Buffer.alloc(0) })
  let headers: Record<string, string> = {}
  let body = Buffer.concat([processing, done(failed, { elapsedMilliseconds: 1, startedAt: 0 })])
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    response.writeHead(200, { 'Content-Type': 'application/mapi-http', ...headers }).end(body)
  })
  await world.serve('203.0.113.10:443', server)
  const connect = () => runAction('mapi.connect', world.context(), { url, auth: 'none' })

  t.match(await connect(), {
    ok: false,
    summary: `${place} refused Connect with X-ResponseCode none: an unknown code.`,
  })
  headers = { 'X-ResponseCode': '0' }
  t.match(await connect(), {
    ok: false,
    facts: { errorCode: 0x4b6 },
    summary: `${place} refused Connect with error 0x4b6: an unknown error.`,
  })
  body = Buffer.from('HELLO\r\n')
  t.match(await connect(), { ok: false, status: 200, cause: 'bad-response', summary: /^The answer is malformed: MAPI/ })
  body = Buffer.concat([processing, done(Buffer.alloc(3), { elapsedMilliseconds: 1, startedAt: 0 })])
  t.match(await connect(), { ok: false, cause: 'bad-response', summary: /the status code/ })
})
