import { createServer } from 'node:http'
import t from 'tap'
import { request } from '../../../clients/probe/request.ts'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

const base = 'http://mail.contoso.com'

async function start(): Promise<World> {
  const world = await createWorld()
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  let counted = 0
  const server = createServer(async (incoming, response) => {
    counted++
    const body = Buffer.concat(await incoming.toArray()).toString()
    const { method, url, headers } = incoming
    if (url === '/moved') response.writeHead(302, { Location: '/here?x' }).end()
    else if (url === '/closed') response.writeHead(401, { 'WWW-Authenticate': ['Negotiate', 'NTLM'] }).end()
    else if (url === '/broken')
      response.writeHead(500, { 'Content-Type': 'text/html' }).end('<p>Runtime <b>Error</b></p>')
    else {
      response.setHeader('Content-Type', 'text/plain')
      response.setHeader('Set-Cookie', `ARRAffinity=${counted}; path=/`)
      response.end(`${method} ${url} ${headers.host} ${headers['x-test'] ?? '-'} ${headers.cookie ?? '-'} ${body}`)
    }
  })
  await world.serve('203.0.113.10:80', server)
  return world
}

t.test('anything can be sent, and the facts tell what came', async (t) => {
  await using world = await start()
  const options = {
    url: `${base}/a?b=c`,
    method: 'PUT',
    headers: { Host: 'other.contoso.com', 'X-Test': '1' },
    body: 'ä',
  }
  t.match(await runAction('request', world.context(), options), {
    ok: true,
    status: 200,
    summary: 'http://mail.contoso.com/a answered 200 OK.',
    facts: {
      text: 'PUT /a?b=c other.contoso.com 1 - ä',
      contentType: 'text/plain',
      redirects: 0,
      connections: 1,
      continued: false,
      location: '',
      schemes: '',
    },
  })
  t.equal(world.hops[0]?.authority, 'other.contoso.com')
})

t.test('redirects are followed only when asked for', async (t) => {
  await using world = await start()
  t.match(await runAction('request', world.context(), { url: `${base}/moved` }), {
    ok: true,
    status: 302,
    facts: { location: '/here?x', redirects: 0 },
  })
  t.match(await runAction('request', world.context(), { url: `${base}/moved`, followRedirects: true }), {
    ok: true,
    status: 200,
    summary: 'http://mail.contoso.com/moved led to http://mail.contoso.com/here, which answered 200 OK.',
    facts: { redirects: 1, url: `${base}/here?x` },
  })
})

t.test('many times over one connection or over new ones, cookies kept', async (t) => {
  await using world = await start()
  const url = `${base}/`
  t.match(await runAction('request', world.context(), { url, times: 3 }), {
    facts: { connections: 1, text: /ARRAffinity=2/ },
  })
  t.match(await runAction('request', world.context(), { url, times: 3, newConnections: true }), {
    facts: { connections: 3, text: /ARRAffinity=5/ },
  })
})

t.test('an error and a refusal are failures', async (t) => {
  await using world = await start()
  t.match(await runAction('request', world.context(), { url: `${base}/broken` }), {
    ok: false,
    status: 500,
    cause: undefined,
    summary: 'http://mail.contoso.com/broken answered 500 Internal Server Error ("Runtime Error").',
  })
  t.match(await runAction('request', world.context(), { url: `${base}/closed` }), {
    ok: false,
    status: 401,
    facts: { schemes: 'negotiate, ntlm' },
    summary: 'http://mail.contoso.com/closed wants a log-on (negotiate, ntlm), and the client has none to give.',
  })
})

t.test('what the client sends by itself cannot be given, nor what would break the head', async (t) => {
  for (const headers of [{ 'Content-Length': '5' }, { Authorization: 'x' }, { 'X-A': 'a\r\nX-B: b' }, { 'X A': '1' }]) {
    t.equal(request.options.safeParse({ url: base, headers }).success, false, JSON.stringify(headers))
  }
  t.equal(request.options.safeParse({ url: base, method: 'RPC_IN_DATA' }).success, true)
  t.equal(request.options.safeParse({ url: base, method: 'NO GOOD' }).success, false)
})
