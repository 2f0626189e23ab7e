import fc from 'fast-check'
import t from 'tap'
import { parseBasic } from '../../../mock-exchange/auth/basic.ts'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'

const servers = await startServers()
t.teardown(() => servers[Symbol.asyncDispose]())
const get = (headers: Record<string, string>, path = '/Autodiscover/x') =>
  ask({ port: servers.port('cas1', 443), trust: servers.certificate, path, headers })

t.test('a user may be named as Windows allows, in UTF-8', async (t) => {
  for (const name of ['alice', 'CONTOSO\\alice', 'contoso.com\\ALICE', 'alice@contoso.com']) {
    const answer = await get(basic(name, 'Pässword:1'))
    t.equal(answer.status, 200, name)
    t.equal(answer.echo().identity, 'CONTOSO\\alice')
  }
})

t.test('a wrong name or password gets 401.1 with all schemes', async (t) => {
  for (const [name, password] of [
    ['alice', 'guess'],
    ['alice', ''],
    ['carol', 'Pässword:1'],
    ['FABRIKAM\\alice', 'Pässword:1'],
  ] as const) {
    const answer = await get({ ...basic(name, password), 'client-request-id': `${name}:${password.length}` })
    t.equal(answer.status, 401)
    t.same(answer.all('www-authenticate'), ['Negotiate', 'NTLM', 'Basic realm="mail.contoso.com"'])
    const hop = await servers.hop(({ requestId }) => requestId === `${name}:${password.length}`)
    t.equal(hop.subStatus, 1)
    t.notMatch(JSON.stringify(hop), Buffer.from(`${name}:${password}`).toString('base64'), 'nothing secret is kept')
  }
})

t.test('it is refused where it is not offered', async (t) => {
  t.equal((await get(basic('alice', 'Pässword:1'), '/EWS/x')).status, 401)
})

t.test('each request is logged on for itself', async (t) => {
  t.equal((await get(basic('alice', 'Pässword:1'))).status, 200)
  t.equal((await get({})).status, 401)
})

t.test('old clients send ISO-8859-1, which is what bytes are that cannot be UTF-8', async (t) => {
  const latin1 = Buffer.from('CONTOSO\\alice:Pässword:1', 'latin1').toString('base64')
  t.equal((await get({ authorization: `Basic ${latin1}` })).status, 200)
})

t.test('any name and password come out as they went in', async (t) => {
  const name = fc.string().filter((text) => !/[:\\]/.test(text) && text.isWellFormed())
  const password = fc.string().filter((text) => text.isWellFormed())
  fc.assert(
    fc.property(
      name,
      name.filter((text) => text !== ''),
      password,
      (domain, user, secret) => {
        const token = Buffer.from(`${domain}\\${user}:${secret}`, 'utf8').toString('base64')
        const read = parseBasic(token)
        return read?.domain === domain && read.user === user && read.password === secret
      },
    ),
  )
  fc.assert(fc.property(fc.string(), (token) => [undefined, 'object'].includes(parseBasic(token) && 'object')))
  t.pass()
})

t.test('credentials are taken apart at the first colon and backslash', async (t) => {
  const token = (text: string) => Buffer.from(text).toString('base64')
  t.same(parseBasic(token('D\\u:p:\\q')), { domain: 'D', user: 'u', password: 'p:\\q' })
  t.same(parseBasic(token(':')), { domain: '', user: '', password: '' })
  t.equal(parseBasic(token('no colon')), undefined)
  t.equal(parseBasic('*'), undefined)
})
