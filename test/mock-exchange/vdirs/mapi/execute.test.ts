import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import t from 'tap'
import { mapi } from '../../../../mock-exchange/vdirs/mapi.ts'
import { readExtendedBuffers } from '../../../../protocols/mapi/extended-buffer.ts'
import { decodeRopBuffer } from '../../../../protocols/mapi/rop-buffer.ts'
import { decodeExecuteResponse, encodeExecuteRequest } from '../../../../protocols/mapi-http/index.ts'
import { fields, logonFields, none, rop } from '../../rop/bench.ts'
import { alice, basic, type Host, startHost } from '../host.ts'
import { call, connectBody, dnOf, executeBody } from './client.ts'

const connect = async (host: Host) => (await call(host, 'Connect', { body: connectBody(dnOf(alice)) })).cookie
const answerOf = ({ answer }: Awaited<ReturnType<typeof call>>) =>
  decodeExecuteResponse(answer?.body ?? Buffer.alloc(0))

t.test('ROPs are carried out, and the handles of one call hold in the next', async (t) => {
  const host = await startHost(t, [mapi])
  const logon = await call(host, 'Execute', {
    cookie: await connect(host),
    body: executeBody(rop('logon', 0, logonFields(dnOf(alice))), [none]),
  })
  const first = answerOf(logon)
  t.same([first.statusCode, first.errorCode], [0, 0])
  const { rops, handles } = decodeRopBuffer(readExtendedBuffers(first.ropBuffer)[0] ?? Buffer.alloc(0))
  t.same(
    [rops.readUInt8(0), rops.readUInt32LE(2), rops.length],
    [0xfe, 0, 6 + 1 + 13 * 8 + 1 + 16 + 2 + 16 + 8 + 8 + 4],
  )
  const next = await call(host, 'Execute', {
    cookie: logon.cookie,
    body: executeBody(rop('getStoreState', 0), handles),
  })
  const [payload] = readExtendedBuffers(answerOf(next).ropBuffer)
  t.equal(decodeRopBuffer(payload ?? Buffer.alloc(0)).rops.toString('hex'), '7b000000000000000000')
})

t.test('every Execute takes a new sequence; an old one is refused', async (t) => {
  const host = await startHost(t, [mapi])
  const cookie = await connect(host)
  const body = executeBody(rop('logon', 0, logonFields()), [none])
  const first = await call(host, 'Execute', { cookie, body })
  t.not(first.cookie, cookie)
  t.equal((await call(host, 'Execute', { cookie, body })).code, 15)
  t.equal((await call(host, 'Execute', { cookie: first.cookie, body })).code, 0)
  const both = await Promise.all([1, 2].map(() => call(host, 'Execute', { cookie: first.cookie, body })))
  t.same(
    both.map(({ code }) => code),
    [15, 15],
  )
})

t.test('Connect with the cookies of a session ends that one', async (t) => {
  const host = await startHost(t, [mapi])
  const cookie = await connect(host)
  const again = await call(host, 'Connect', { cookie, body: connectBody(dnOf(alice)) })
  t.equal(again.code, 0)
  t.equal((await call(host, 'PING', { cookie })).code, 10)
  t.equal((await call(host, 'PING', { cookie: again.cookie })).code, 0)
})

t.test(
  'a buffer that cannot be read is an error code of Execute; a body that cannot is X-ResponseCode 12',
  async (t) => {
    const host = await startHost(t, [mapi])
    const broken = await call(host, 'Execute', {
      cookie: await connect(host),
      body: encodeExecuteRequest({ flags: 0, ropBuffer: Buffer.alloc(9), maxRopOut: 0x8000 }),
    })
    t.same([broken.code, answerOf(broken).errorCode], [0, 0x4b6])
    const body = Buffer.alloc(12)
    body.writeUInt32LE(0xffff_ffff, 4)
    t.equal((await call(host, 'Execute', { cookie: broken.cookie, body })).code, 12)
    const tight = await call(host, 'Execute', {
      cookie: await connect(host),
      body: executeBody(rop('logon', 0, logonFields()), [none], 20),
    })
    t.equal(answerOf(tight).errorCode, 0x47d)
  },
)

t.test('an upload of 100 MB is refused with X-ResponseCode 9 before it is read, and the server goes on', async (t) => {
  const host = await startHost(t, [mapi])
  const cookie = await connect(host)
  const upload = request(`${host.url}/mapi/emsmdb/`, {
    method: 'POST',
    headers: {
      authorization: basic(alice),
      'content-type': 'application/mapi-http',
      'content-length': 100_000_000,
      'x-requesttype': 'Execute',
      'x-requestid': '{11111111-1111-4111-8111-111111111111}:1',
      cookie,
    },
  })
  t.teardown(() => upload.destroy())
  upload.on('error', () => {})
  upload.write(Buffer.alloc(1_000))
  const [response] = (await once(upload, 'response')) as [IncomingMessage]
  t.same([response.statusCode, response.headers['x-responsecode']], [200, '9'])
  t.equal((await call(host, 'PING', { cookie })).code, 0)
})

t.test('other verbs, other paths and cookies that are none are refused in the protocol’s way', async (t) => {
  const host = await startHost(t, [mapi])
  const response = await fetch(`${host.url}/mapi/emsmdb/`, { method: 'PUT', body: 'x' })
  t.equal(response.headers.get('x-responsecode'), '2')
  const elsewhere = await fetch(`${host.url}/mapi/store/`, { method: 'POST', body: 'x' })
  t.equal(elsewhere.headers.get('x-responsecode'), '3')
  t.equal((await call(host, 'PING', { cookie: 'MapiContext="a b"' })).code, 6)
  t.equal((await call(host, 'Execute', { body: executeBody(rop('logon', 0, fields()), []) })).code, 13)
})
