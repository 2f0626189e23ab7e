import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import type { StartedLab } from '../../lab/types.ts'
import { createSessions } from '../../scenarios/sessions.ts'
import { requestStep } from '../../scenarios/steps/request.ts'
import type { World } from '../../scenarios/steps/types.ts'
import { loadTopology } from '../../topology/index.ts'
import { actionsOf } from './fake-actions.ts'
import { fakeLab } from './fake-lab.ts'

/** A server that tells which connection a request came over, and remembers a cookie. */
async function listen(): Promise<{ server: Server; port: number }> {
  const numbers = new WeakMap<object, number>()
  let last = 0
  const server = createServer((request, response) => {
    const known = numbers.get(request.socket) ?? ++last
    numbers.set(request.socket, known)
    if (request.url === '/old') response.writeHead(302, { location: '/new' }).end()
    else {
      const { cookie = 'none', authorization = 'none' } = request.headers
      response.setHeader('Content-Type', 'text/plain').setHeader('Set-Cookie', 'seen=yes; path=/')
      response.end(`${request.method} ${request.url} connection ${known} cookie ${cookie} ${authorization}`)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 }
}

const { server, port } = await listen()
t.teardown(() => void server.close())

const { lab: fake } = fakeLab(loadTopology('ssl-offload'))
const lab: StartedLab = {
  ...fake,
  from: (vantage) => ({
    ...fake.from(vantage),
    dial: async () => {
      const socket = connect(port, '127.0.0.1')
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
      return socket
    },
  }),
}
const sessions = createSessions(lab)
t.teardown(() => sessions[Symbol.asyncDispose]())
const world: World = { lab, actions: actionsOf(), sessions, held: new Map(), faults: new Map() }
const running = { id: undefined, signal: new AbortController().signal }

const send = (options: object) =>
  requestStep.run(requestStep.options.parse({ url: 'http://mail.contoso.com/a', ...options }), world, running)

t.test('an answer is seen with status, headers, body and its hop', async (t) => {
  const { summary, values, trace } = await send({})
  t.match(summary, 'answered 200 OK.')
  t.match(values, {
    status: 200,
    cause: undefined,
    body: 'GET /a connection 1 cookie none none',
    headers: { 'set-cookie': ['seen=***; path=/'] },
    hops: { client: { host: 'internet', status: 200, scheme: 'http' } },
  })
  t.match(trace, [{ hop: 'client', status: 200 }])
})

t.test('a session keeps connection and cookies; another one has its own', async (t) => {
  t.match((await send({ session: 'a' })).values['body'], 'connection 2 cookie none')
  t.match((await send({ session: 'a' })).values['body'], 'connection 2 cookie seen=yes')
  t.match((await send({ session: 'b' })).values['body'], 'connection 3 cookie none')
  t.match((await send({ session: 'a', from: 'intranet' })).values['body'], 'connection 4 cookie none')
})

t.test('a log-on, a method, a body, redirects', async (t) => {
  const basic = Buffer.from('CONTOSO\\alice:wrong').toString('base64')
  const as = { user: 'alice', password: 'wrong' }
  t.match((await send({ auth: 'basic', as, method: 'POST', body: 'x' })).values['body'], `Basic ${basic}`)
  t.match((await send({ url: 'http://mail.contoso.com/old' })).values, { status: 302 })
  t.match((await send({ url: 'http://mail.contoso.com/old', followRedirects: true })).values, {
    status: 200,
    url: 'http://mail.contoso.com/new',
  })
})

t.test('no answer is a cause, not an error', async (t) => {
  const { summary, values } = await send({ url: 'http://none.contoso.com/' })
  t.match(values, { status: undefined, cause: 'name-not-found', hops: { client: { cause: 'name-not-found' } } })
  t.match(summary, 'none.contoso.com does not exist in the DNS of the internet.')
})
