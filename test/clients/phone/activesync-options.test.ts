import { createServer } from 'node:http'
import t from 'tap'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const options = { url: 'https://mail.contoso.com' }
const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

t.test('the server says which versions and commands it has', async (t) => {
  const result = await runAction('activesync.options', world.context(), options)
  t.match(result, {
    ok: true,
    status: 200,
    cause: undefined,
    facts: { versions: '2.0,2.1,2.5,12.0,12.1,14.0,14.1', commands: /,Ping,/, serverVersion: '15.0' },
    certificate: { trusted: true },
  })
  t.equal(result.requestIds.length, 1)
})

t.test('a wrong password and a missing user are told apart', async (t) => {
  const wrong = { ...world.user('alice'), password: 'guess' }
  t.match(await runAction('activesync.options', world.context({ as: wrong }), options), {
    ok: false,
    status: 401,
    summary: 'https://mail.contoso.com/Microsoft-Server-ActiveSync refused the log-on of CONTOSO\\alice by basic.',
  })
  t.match(await runAction('activesync.options', world.context({ as: undefined }), { ...options, auth: 'none' }), {
    ok: false,
    summary:
      'https://mail.contoso.com/Microsoft-Server-ActiveSync wants a log-on (basic), and the client has none to give.',
    facts: { schemes: 'basic' },
  })
  await t.rejects(runAction('activesync.options', world.context({ as: undefined }), options), {
    code: 'BH_ERR_CLIENT_NEEDS_USER',
  })
})

t.test('a 200 without the protocol’s own headers is no success', async (t) => {
  await world.serve(
    '192.168.16.1:81',
    createServer((_, response) => response.setHeader('Content-Type', 'text/plain').end('Welcome to nginx!')),
  )
  const result = await runAction('activesync.options', world.context(), { url: 'http://mail.contoso.com:81' })
  t.match(result, {
    ok: false,
    status: 200,
    summary:
      'http://mail.contoso.com:81/Microsoft-Server-ActiveSync answered 200 OK ("Welcome to nginx!") without MS-ASProtocolVersions.',
  })
})

t.test('a 451 says where the device is to go', async (t) => {
  const server = createServer((_, response) =>
    response.writeHead(451, { 'X-MS-Location': 'https://eu.contoso.com/Microsoft-Server-ActiveSync' }).end(),
  )
  await world.serve('192.168.16.1:82', server)
  t.match(await runAction('activesync.options', world.context(), { url: 'http://mail.contoso.com:82' }), {
    ok: false,
    status: 451,
    facts: { location: 'https://eu.contoso.com/Microsoft-Server-ActiveSync' },
  })
})
