import t from 'tap'
import { waitUntil } from '../../../../base/deadline.ts'
import { mailboxesOf } from '../../../../mock-exchange/mailbox/store.ts'
import { mapi } from '../../../../mock-exchange/vdirs/mapi.ts'
import { MapiHttpResponseReader } from '../../../../protocols/mapi-http/index.ts'
import { letter } from '../../mailbox/letter.ts'
import { alice, bob, type Host, startHost } from '../host.ts'
import { call, connectBody, dnOf, open } from './client.ts'

const waitBody = Buffer.alloc(8)

async function connected(host: Host): Promise<string> {
  return (await call(host, 'Connect', { body: connectBody(dnOf(alice)) })).cookie
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
  const { next } = await opened(host, await connected(host))
  await next()
  mailboxesOf(host.context).deliver(letter(bob, alice.mailbox))
  t.equal(eventPending(await next()), 1)
  t.equal(listeners(host), 0)
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
  const second = await opened(host, cookie, leaving.signal)
  await second.next()
  t.equal(listeners(host), 1)
  leaving.abort()
  await waitUntil(() => listeners(host) === 0, { what: 'the wait to be freed' })
})
