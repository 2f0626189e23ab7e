import fc from 'fast-check'
import t from 'tap'
import { backEndCookie, obfuscate, reveal, securityIdentifier } from '../../../mock-exchange/relay/back-end-cookie.ts'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'
import { alice, bob, operator } from '../vdirs/host.ts'

const day = 86_400_000
const now = Date.UTC(2014, 5, 1, 12)

t.test('the value is the text with every byte inverted, in Base64: the vector of the reference', async (t) => {
  const text = 'Database~3a8b0d2e-0000-4000-8000-000000000001~~2014-06-01T12:00:00'
  const value = 'u56Lnp2ejJqBzJ7Hnc+bzZrSz8/Pz9LLz8/P0sfPz8/Sz8/Pz8/Pz8/Pz8/OgYHNz87L0s/J0s/Oq87Nxc/Pxc/P'
  t.equal(obfuscate(text), value)
  t.equal(reveal(value), text)
  fc.assert(fc.property(fc.string(), (any) => reveal(obfuscate(any)) === any.toWellFormed()))
})

t.test('it is set once, and again when it has expired or is of somebody else', async (t) => {
  const ask = (cookies: string | undefined, at: number, user = alice) =>
    backEndCookie({ cookies, user, vdir: 'EWS', now: at })
  const set = ask(undefined, now)
  t.match(
    set,
    /^X-BackEndCookie=S-1-5-21-\d+-\d+-\d+-\d+=[\w+/=]+; expires=Tue, 01-Jul-2014 12:00:00 GMT; path=\/EWS; secure; HttpOnly$/,
  )
  const cookies = `a=1; ${set?.split(';')[0]}; b=2`
  t.equal(ask(cookies, now + day), undefined)
  t.type(ask(cookies, now + 31 * day), 'string', 'expired')
  t.type(ask(cookies, now, bob), 'string', 'another user')
  t.type(ask(cookies, now, { ...alice, server: 'ex2' }), 'string', 'the mailbox has moved')
  for (const junk of ['X-BackEndCookie=x', 'X-BackEndCookie==', `X-BackEndCookie=${securityIdentifier(alice)}=!!!`]) {
    t.type(ask(junk, now), 'string', junk)
  }
})

t.test('one that is nobody’s is deleted, thirty years in the past', async (t) => {
  const cookies = 'X-BackEndCookie=S-1-5-21-1=abc'
  const deleted = /^X-BackEndCookie=; expires=\w{3}, \d\d-Jun-1984 12:00:00 GMT; path=\/owa; secure; HttpOnly$/
  t.match(backEndCookie({ cookies, user: undefined, vdir: 'owa', now }), deleted)
  t.match(backEndCookie({ cookies, user: operator, vdir: 'owa', now }), deleted, 'no mailbox')
  t.equal(backEndCookie({ cookies: undefined, user: undefined, vdir: 'owa', now }), undefined)
})

t.test('the first answer after the log-on carries it, later ones do not', async (t) => {
  await using servers = await startServers()
  const get = (headers: Record<string, string>) =>
    ask({ port: servers.port('cas1', 443), trust: servers.certificate, path: '/Autodiscover/x', headers })
  t.same((await get({})).all('set-cookie'), [])
  const logOn = basic('alice', 'Pässword:1')
  const [set = ''] = (await get(logOn)).all('set-cookie')
  t.match(set, /^X-BackEndCookie=S-1-5-21-/)
  t.same((await get({ ...logOn, cookie: set.split(';')[0] ?? '' })).all('set-cookie'), [])
})
