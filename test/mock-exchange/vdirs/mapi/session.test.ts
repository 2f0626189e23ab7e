import t from 'tap'
import { mapi } from '../../../../mock-exchange/vdirs/mapi.ts'
import { decodeConnectResponse } from '../../../../protocols/mapi-http/index.ts'
import { alice, basic, bob, operator, startHost } from '../host.ts'
import { call, connectBody, dnOf } from './client.ts'

const connect = { body: connectBody(dnOf(alice)) }

t.test('Connect opens a session: meta part, polling times, display name, cookies', async (t) => {
  const host = await startHost(t, [mapi])
  const { response, code, cookie, answer } = await call(host, 'Connect', connect)
  t.same([response.status, code], [200, 0])
  t.same(answer?.tags, ['PROCESSING', 'DONE'])
  t.same(
    answer?.headers.map(([name]) => name),
    ['X-ElapsedTime', 'X-StartTime'],
  )
  t.match(answer && decodeConnectResponse(answer.body), {
    errorCode: 0,
    pollsMax: 60_000,
    retryCount: 6,
    retryDelay: 10_000,
    displayName: alice.displayName,
  })
  t.match(cookie, /^MapiContext=[\w-]+; MapiSequence=1-[\w-]+$/)
  t.equal(response.headers.get('content-type'), 'application/mapi-http')
  t.equal(response.headers.get('x-requestid'), '{11111111-1111-4111-8111-111111111111}:1')
  t.equal(response.headers.get('x-clientinfo'), '{22222222-2222-4222-8222-222222222222}:7')
  t.equal(response.headers.get('x-pendingperiod'), '15000')
  t.equal(response.headers.get('x-serverapplication'), 'Exchange/15.00.1497.002')
  t.match(response.headers.getSetCookie()[0], /; path=\/mapi\/emsmdb; secure; HttpOnly$/)
})

t.test('Connect names its mailbox by DN: unknown ones and those of others are refused in the body', async (t) => {
  const host = await startHost(t, [mapi])
  const errorFor = async (dn: string) => {
    const { answer, cookie } = await call(host, 'Connect', { body: connectBody(dn) })
    t.equal(cookie, '', 'no session is opened')
    const response = answer && decodeConnectResponse(answer.body)
    return response && 'errorCode' in response ? response.errorCode : undefined
  }
  t.equal(await errorFor('/o=Elsewhere/cn=nobody'), 0x3eb)
  t.equal(await errorFor(dnOf(operator)), 0x3eb)
  t.equal(await errorFor(dnOf(bob)), 0x80070005)
})

t.test('the session is kept by PING, and ends with Disconnect', async (t) => {
  const host = await startHost(t, [mapi])
  const { cookie } = await call(host, 'Connect', connect)
  t.equal((await call(host, 'PING', { cookie })).code, 0)
  t.same((await call(host, 'PING', { cookie })).answer?.body, Buffer.alloc(0))
  const disconnect = await call(host, 'Disconnect', { cookie, body: Buffer.alloc(4) })
  t.same([disconnect.code, disconnect.answer?.body.toString('hex')], [0, '0'.repeat(24)])
  t.equal((await call(host, 'PING', { cookie })).code, 10)
})

t.test('cookies that are missing, unknown, out of date or of another user each have their code', async (t) => {
  const host = await startHost(t, [mapi])
  const { cookie } = await call(host, 'Connect', connect)
  const [context = ''] = cookie.split('; ')
  t.equal((await call(host, 'Disconnect')).code, 13)
  t.equal((await call(host, 'Disconnect', { cookie: context })).code, 13)
  t.equal((await call(host, 'Disconnect', { cookie: 'MapiContext=unknown' })).code, 10)
  t.equal((await call(host, 'Disconnect', { cookie: `${context}; MapiSequence=0-old` })).code, 15)
  t.equal((await call(host, 'Disconnect', { cookie, as: bob })).code, 11)
  t.equal((await call(host, 'Unbind', { cookie, endpoint: 'nspi' })).code, 10, 'it is no session of the address book')
  host.clock.advance(900_001)
  t.equal((await call(host, 'PING', { cookie })).code, 10, 'expired')
})

t.test(
  'a user has 32 sessions with the store and 50 with the address book at once, and is told when it is more',
  async (t) => {
    const host = await startHost(t, [mapi])
    const connected = async (as = alice) => {
      const { answer, cookie } = await call(host, 'Connect', { body: connectBody(dnOf(as)), as })
      return { code: answer?.body.readUInt32LE(4), cookie }
    }
    const first = await connected()
    for (let more = 31; more > 0; more -= 1) t.equal((await connected()).code, 0)
    t.same(await connected(), { code: 0x80040112, cookie: '' })
    t.equal((await connected(bob)).code, 0, 'another user has as many of their own')
    await call(host, 'Disconnect', { cookie: first.cookie, body: Buffer.alloc(4) })
    t.equal((await connected()).code, 0, 'one that ended makes room')

    const bind = { endpoint: 'nspi', body: Buffer.alloc(9) } as const
    for (let more = 50; more > 0; more -= 1) t.equal((await call(host, 'Bind', bind)).answer?.body.readUInt32LE(4), 0)
    const refused = await call(host, 'Bind', bind)
    t.same([refused.answer?.body.readUInt32LE(4), refused.cookie], [0x80040111, ''])

    host.recycle()
    t.equal((await connected()).code, 0, 'a recycle ends all sessions')
    for (let more = 31; more > 0; more -= 1) await connected()
    t.equal((await connected()).code, 0x80040112)
    host.clock.advance(900_001)
    t.equal((await connected()).code, 0, 'and so does time')
  },
)

t.test('what is wrong with a request is a code in HTTP 200, with a page in words', async (t) => {
  const host = await startHost(t, [mapi])
  t.equal((await call(host, 'Bake')).code, 5)
  t.equal((await call(host, 'Bind')).code, 5, 'a type of the other endpoint')
  t.equal((await call(host, 'Connect', { headers: { 'content-type': 'text/plain' } })).code, 4)
  t.equal((await call(host, '')).code, 5)
  const { code, response } = await call(host, 'Connect', { body: Buffer.from('no NUL here') })
  t.same([code, response.status, response.headers.get('content-type')], [12, 200, 'text/html; charset=utf-8'])
})

t.test('the address book is bound and unbound', async (t) => {
  const host = await startHost(t, [mapi])
  const bind = await call(host, 'Bind', { endpoint: 'nspi', body: Buffer.alloc(9) })
  t.same([bind.code, bind.answer?.body.length], [0, 28])
  const unbind = await call(host, 'Unbind', { endpoint: 'nspi', cookie: bind.cookie, body: Buffer.alloc(8) })
  t.equal(unbind.answer?.body.readUInt32LE(4), 1)
})

t.test('a browser is shown the page of the endpoint', async (t) => {
  const host = await startHost(t, [mapi])
  const response = await fetch(`${host.url}/MAPI/nspi/`, { headers: { authorization: basic(alice) } })
  t.match(await response.text(), /Exchange MAPI\/HTTP Connectivity Endpoint.*Version: 15\.0\.1497\.2.*\/mapi\/nspi\//)
})
