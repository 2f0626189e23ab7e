import { createServer, type ServerResponse } from 'node:http'
import t from 'tap'
import { done, encodeConnectResponse, processing } from '../../../protocols/mapi-http/index.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { createWorld } from '../world.ts'

const url = 'https://mail.contoso.com'
const exchange = await createExchangeWorld()
t.teardown(() => exchange[Symbol.asyncDispose]())

t.test('Outlook connects to its mailbox after NTLM, and tells what the server said', async (t) => {
  const result = await runAction('mapi.connect', exchange.context({ as: exchange.user('bob') }), { url })
  t.match(result, {
    ok: true,
    status: 200,
    summary: 'https://mail.contoso.com/mapi/emsmdb/ opened the mailbox of bob by MAPI over HTTP.',
    facts: {
      displayName: 'bob',
      responseCode: 0,
      errorCode: 0,
      pendingPeriod: 15_000,
      pendings: 0,
      serverApplication: 'Exchange/15.00.1497.002',
    },
  })
  t.match(
    exchange.hops.map(({ target, status, connection }) => [target, status, connection]),
    [401, 401, 200].map((status) => [/^\/mapi\/emsmdb\/\?MailboxId=[0-9a-f-]{36}@contoso\.com$/, status, 1]),
  )
})

t.test('a mailbox that is not the user’s is refused in the body of HTTP 200', async (t) => {
  const dn = (name: string) => `/o=First Organization/ou=Exchange Administrative Group/cn=Recipients/cn=${name}`
  t.match(await runAction('mapi.connect', exchange.context(), { url, userDn: dn('nobody') }), {
    ok: false,
    status: 200,
    cause: undefined,
    facts: { responseCode: 0, errorCode: 0x3eb },
    summary: 'https://mail.contoso.com/mapi/emsmdb/ refused Connect with error 0x3eb: the DN belongs to nobody.',
  })
})

t.test('a refused log-on, another scheme and another path say what they are', async (t) => {
  const wrong = exchange.context({ as: { ...exchange.user('alice'), password: 'wrong' } })
  t.match(await runAction('mapi.connect', wrong, { url }), {
    ok: false,
    status: 401,
    summary: 'https://mail.contoso.com/mapi/emsmdb/ refused the log-on of CONTOSO\\alice by ntlm.',
  })
  t.match(await runAction('mapi.connect', exchange.context(), { url, auth: 'basic' }), {
    ok: false,
    status: 401,
    summary:
      'https://mail.contoso.com/mapi/emsmdb/ offers negotiate, ntlm, but not basic, by which the client logs on.',
  })
  t.match(await runAction('mapi.connect', exchange.context(), { url: `${url}/mapi/nspi/` }), {
    ok: false,
    status: 200,
    facts: { responseCode: 5 },
    summary: /refused Connect with X-ResponseCode 5: invalid request type\.$/,
  })
})

t.test('only X-ResponseCode 0, ErrorCode 0 and the cookies of a session are a success', async (t) => {
  await using world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  let answer = (_response: ServerResponse): void => {}
  const server = createServer((request, response) => {
    request.resume()
    request.on('end', () => answer(response))
  })
  await world.serve('203.0.113.10:80', server)
  const connected = encodeConnectResponse({
    statusCode: 0,
    errorCode: 0,
    pollsMax: 60_000,
    retryCount: 6,
    retryDelay: 10_000,
    dnPrefix: '/o=x',
    displayName: 'Alice',
    auxiliary: Buffer.alloc(0),
  })
  const times = { elapsedMilliseconds: 1, startedAt: 0 }
  const mapi = { 'Content-Type': 'application/mapi-http', 'X-ResponseCode': '0' }
  const cookies = { 'Set-Cookie': ['MapiContext=a; path=/mapi', 'MapiSequence=b; path=/mapi'] }
  const connect = async (send: (response: ServerResponse) => void) => {
    answer = send
    return runAction('mapi.connect', world.context(), { url: 'http://mail.contoso.com', auth: 'none' })
  }

  t.match(
    await connect((response) =>
      response.writeHead(200, { ...mapi, ...cookies }).end(Buffer.concat([processing, done(connected, times)])),
    ),
    {
      ok: true,
      facts: { displayName: 'Alice' },
    },
  )
  const affinity = { 'Set-Cookie': 'ARRAffinity=x' }
  t.match(
    await connect((response) =>
      response.writeHead(200, { ...mapi, ...affinity }).end(Buffer.concat([processing, done(connected, times)])),
    ),
    {
      ok: false,
      summary: /without the cookies of a session\.$/,
    },
  )
  const late = done(connected, { ...times, headers: [['X-ResponseCode', '10']] })
  t.match(
    await connect((response) =>
      response.writeHead(200, { ...mapi, ...cookies }).end(Buffer.concat([processing, late])),
    ),
    {
      ok: false,
      facts: { responseCode: 10 },
      summary: /X-ResponseCode 10: context not found\.$/,
    },
  )
  t.match(await connect((response) => response.writeHead(200, { ...mapi, ...cookies }).end(processing)), {
    ok: false,
    cause: 'bad-response',
    summary: /the answer ended before DONE/,
  })
  t.match(await connect((response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Sign in</p>')), {
    ok: false,
    summary: 'http://mail.contoso.com/mapi/emsmdb/ answered 200 OK ("Sign in").',
  })
  const broken = await connect((response) => {
    response.writeHead(200, { ...mapi, ...cookies })
    response.write(processing, () => response.destroy())
  })
  t.match(broken, { ok: false, cause: 'truncated' })
})
