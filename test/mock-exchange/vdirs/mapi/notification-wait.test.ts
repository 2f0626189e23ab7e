import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { mapi } from '../../../../mock-exchange/vdirs/mapi.ts'
import { MapiHttpResponseReader } from '../../../../protocols/mapi-http/index.ts'
import { letter } from '../../mailbox/letter.ts'
import { fields, logonFields, none, rop } from '../../rop/bench.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { call, connectBody, dnOf, executeBody, open } from './client.ts'

const waitBody = Buffer.alloc(8)

/** Cookies of a session that wants to hear of everything in its mailbox. */
async function connected(host: Host): Promise<string> {
  const { cookie } = await call(host, 'Connect', { body: connectBody(dnOf(alice)) })
  const whole = fields().u8(1).u8(0x7e).u8(0).u8(1)
  const rops = Buffer.concat([rop('logon', 0, logonFields()), rop('registerNotification', 0, whole)])
  const registered = await call(host, 'Execute', { cookie, body: executeBody(rops, [none, none]) })
  return registered.cookie
}

/** Opens a NotificationWait and gives the next piece of its body with each call; undefined at the end. */
async function opened(host: Host, cookie: string, signal?: AbortSignal) {
  const response = await open(host, 'NotificationWait', { cookie, body: waitBody, ...(signal ? { signal } : {}) })
  const chunks = response.body?.getReader()
  const next = async (): Promise<Buffer | undefined> => {
    const chunk = await chunks?.read()
    return chunk?.value && Buffer.from(chunk.value)
  }
  return { response, next }
}

const listeners = (host: Host): number => mailboxesOf(host.context).of(alice)?.listeners ?? 0
const eventPending = (chunk: Buffer | undefined): number => {
  const reader = new MapiHttpResponseReader()
  reader.push(Buffer.from('PROCESSING\r\n'))
  reader.push(chunk ?? Buffer.alloc(0))
  return reader.end().body.readUInt32LE(8)
}

t.test('headers and PROCESSING come at once, a PENDING beat every 15 s, DONE after five minutes', async (t) => {
  const host = await startHost(t, [mapi])
  const { response, next } = await opened(host, await connected(host))
  t.equal(response.headers.get('x-responsecode'), '0')
  t.equal(String(await next()), 'PROCESSING\r\n')
  for (let beat = 1; beat < 20; beat++) {
    host.clock.advance(15_000)
    t.equal(String(await next()), 'PENDING\r\n', `beat ${beat}`)
  }
  host.clock.advance(15_000)
  let last = await next()
  if (String(last).startsWith('PENDING')) last = last?.subarray(9).length ? last.subarray(9) : await next()
  t.equal(eventPending(last), 0)
  t.equal(await next(), undefined)
})

t.test('a change of the mailbox ends the wait', async (t) => {
  const host = await startHost(t, [mapi])
  const cookie = await connected(host)
  const { next } = await opened(host, cookie)
  await next()
  mailboxesOf(host.context).deliver(letter(bob, alice.mailbox))
  t.equal(eventPending(await next()), 1)
  const again = await opened(host, cookie)
  t.equal(String(await again.next()).startsWith('PROCESSING'), true)
  t.equal(listeners(host), 1, 'the session goes on listening')
})

t.test('what the session did not register for leaves it waiting, and another wait ends the first', async (t) => {
  const host = await startHost(t, [mapi])
  const { cookie } = await call(host, 'Connect', { body: connectBody(dnOf(alice)) })
  const first = await opened(host, cookie)
  await first.next()
  mailboxesOf(host.context).deliver(letter(bob, alice.mailbox))
  const second = await opened(host, cookie)
  await second.next()
  t.equal(eventPending(await first.next()), 0)
  host.clock.advance(300_000)
  let last = await second.next()
  while (String(last).startsWith('PENDING')) last = last?.subarray(9).length ? last.subarray(9) : await second.next()
  t.equal(eventPending(last), 0)
})

t.test('other requests of the session go on beside it', async (t) => {
  const host = await startHost(t, [mapi])
  const cookie = await connected(host)
  const { next } = await opened(host, cookie)
  await next()
  t.equal((await call(host, 'Disconnect', { cookie, body: Buffer.alloc(4) })).code, 0)
})

t.test('a recycled pool breaks the answer off, and a client that leaves frees the wait', async (t) => {
  const host = await startHost(t, [mapi])
  const cookie = await connected(host)
  const { next } = await opened(host, cookie)
  await next()
  host.recycle()
  await t.rejects(next())
  const leaving = new AbortController()
  t.equal((await call(host, 'PING', { cookie })).code, 10, 'sessions are gone with the pool')
  t.equal(listeners(host), 0)
  const anew = await connected(host)
  const second = await opened(host, anew, leaving.signal)
  await second.next()
  leaving.abort()
  host.clock.advance(900_001)
  await waitUntil(
    async () => (await call(host, 'Connect', { body: connectBody(dnOf(alice)) })) && listeners(host) === 0,
    {
      what: 'the session to be freed',
    },
  )
})
