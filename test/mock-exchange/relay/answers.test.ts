import t from 'tap'
import { ask, basic } from '../support/client.ts'
import { echoModules } from '../support/echo-modules.ts'
import { startServers } from '../support/servers.ts'

const modules = echoModules({
  Autodiscover: {
    backEnd(app) {
      app.get('/autodiscover/repeats', (_request, reply) => {
        reply.raw.setHeader('WWW-Authenticate', ['Negotiate', 'NTLM'])
        reply.raw.setHeader('X-Kept-CASE', 'v')
        reply.header('Set-Cookie', ['a=1', 'b=2']).code(401).send('')
      })
      app.get('/autodiscover/broken', (_request, reply) => {
        reply.hijack()
        reply.raw.writeHead(200, { 'Content-Length': 100 })
        reply.raw.write('half')
        setImmediate(() => reply.raw.destroy())
      })
      app.get('/autodiscover/throws', async () => {
        throw new Error('out of order')
      })
      app.post('/autodiscover/early', async (_request, reply) => reply.code(413).send('enough'))
      app.get('/autodiscover/empty', async (_request, reply) => reply.code(304).send())
    },
  },
})
const servers = await startServers({ modules })
t.teardown(() => servers[Symbol.asyncDispose]())
const send = (path: string, options: { method?: string; body?: string } = {}) =>
  ask({
    port: servers.port('cas1', 443),
    trust: servers.certificate,
    path: `/Autodiscover/${path}`,
    headers: { ...basic('alice', 'Pässword:1'), 'client-request-id': path },
    ...options,
  })

t.test('repeated headers stay on lines of their own, and names keep their case', async (t) => {
  const answer = await send('repeats')
  t.same(answer.all('www-authenticate'), ['Negotiate', 'NTLM'])
  t.same(answer.all('set-cookie').slice(0, 2), ['a=1', 'b=2'], "before the front end's own")
  const hop = await servers.hop((each) => each.requestId === 'repeats' && each.hop === 'front-end')
  t.ok(hop.responseHeaders?.some(([name]) => name === 'X-Kept-CASE'))
})

t.test('an answer that the back end breaks off is broken off for the client too', async (t) => {
  await t.rejects(send('broken'), { code: 'ECONNRESET' })
  t.match(await servers.hop((each) => each.requestId === 'broken' && each.hop === 'front-end'), { cause: 'truncated' })
})

t.test('a protocol that fails is a 500 of IIS, with the reason in the log only', async (t) => {
  const answer = await send('throws')
  t.equal(answer.status, 500)
  t.notMatch(answer.body, 'out of order')
  t.match(await servers.hop((each) => each.requestId === 'throws' && each.hop === 'back-end'), {
    cause: 'internal',
    detail: 'out of order',
  })
})

t.test('an answer before the body is read comes through, and the next request too', async (t) => {
  const body = 'x'.repeat(3_000_000)
  t.match(await send('early', { method: 'POST', body }), { status: 413, body: 'enough' })
  t.equal((await send('empty')).status, 304)
})

t.test('DELETE and OPTIONS keep their bodies, or go on without one', async (t) => {
  for (const method of ['DELETE', 'OPTIONS']) {
    const to = (headers: Record<string, string>, body?: string) =>
      ask({
        port: servers.port('cas1', 443),
        trust: servers.certificate,
        method,
        path: '/Rpc/x',
        headers: { ...basic('alice', 'Pässword:1'), ...headers },
        ...(body && { body }),
      })
    t.match((await to({ 'transfer-encoding': 'chunked' }, 'body')).echo(), { method, bodyBytes: 4 })
    t.match((await to({ 'content-length': '4' }, 'body')).echo(), { method, bodyBytes: 4 })
    t.match((await to({})).echo(), { method, bodyBytes: 0 })
  }
})
