// The identity leak: found out behind a proxy that shares its server connections, which is why the check is worth something.

import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, createServer, request as secureRequest } from 'node:https'
import t from 'tap'
import { HttpSession } from '../../../clients/http/index.ts'
import type { ActionResult } from '../../../clients/types.ts'
import { createExchangeWorld, type ExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'

const world = await createExchangeWorld()
t.teardown(() => world[Symbol.asyncDispose]())

/** Several clients of both users at once, each over kept connections. */
async function together(url: string, sessions: number, times: number): Promise<ActionResult[]> {
  const client = async (name: 'alice' | 'bob'): Promise<ActionResult[]> => {
    await using session = new HttpSession(world.from)
    const results: ActionResult[] = []
    for (let done = 0; done < times; done++) {
      results.push(await runAction('ews.own-mailbox', world.context({ as: world.user(name), session }), { url }))
    }
    return results
  }
  const clients = Array.from({ length: sessions }, () => [client('alice'), client('bob')]).flat()
  return (await Promise.all(clients)).flat()
}

/** A proxy that gives any client any server connection that is free, as proxies do by default. */
async function serveSharingProxy(in_: ExchangeWorld, where: string, names: readonly string[]): Promise<void> {
  const { certificate, privateKey } = await in_.certificate(...names)
  const port = in_.server.sockets.find(({ endpoint }) => endpoint.port === 443)?.port ?? 0
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 2,
    ca: in_.authority.certificate,
    servername: 'mail.contoso.com',
  })
  const forward = (request: IncomingMessage, response: ServerResponse): void => {
    const { method = 'GET', url = '/', headers } = request
    const onward = secureRequest({ host: '127.0.0.1', port, agent, method, path: url, headers }, (answer) => {
      const { statusCode = 502, rawHeaders } = answer
      const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []))
      for (const [name, value] of pairs) response.appendHeader(name, value)
      response.writeHead(statusCode)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }
  const server = createServer({ cert: certificate, key: privateKey }, forward)
  server.on('close', () => agent.destroy())
  await in_.serve(where, server)
}

t.test('every user is given their own mailbox', async (t) => {
  const results = await together('https://mail.contoso.com', 3, 3)
  t.equal(results.length, 18)
  for (const result of results) t.ok(result.ok, result.summary)
  t.match(results[0], {
    summary: /gave alice@contoso\.com their own mailbox\.$/,
    facts: { mailbox: 'alice@contoso.com', own: true },
  })
})

t.test('a proxy that shares connections is found out', async (t) => {
  await serveSharingProxy(world, '203.0.113.99:443', ['shared.contoso.com'])
  world.name('shared.contoso.com', 'A', '203.0.113.99')
  const url = 'https://shared.contoso.com'
  const alone = await runAction('ews.own-mailbox', world.context(), { url })
  t.match(alone, { ok: true, facts: { own: true } }, 'one client at a time it works, which is what hides the fault')
  const results = await together(url, 4, 4)
  t.equal(
    results.every(({ ok }) => ok),
    false,
    'at load it does not',
  )
  const leaks = results.filter(({ facts }) => facts['own'] === false)
  t.not(leaks.length, 0, 'and somebody got the mailbox of somebody else')
  for (const { ok, summary } of leaks) {
    t.equal(ok, false)
    t.match(summary, /^(alice|bob)@contoso\.com was given the mailbox of (alice|bob)@contoso\.com\.$/)
  }
})

t.test('errors of the service and of the log-on have their own sentences', async (t) => {
  const url = 'https://mail.contoso.com'
  const wrong = world.context({ as: { ...world.user('alice'), password: 'guess' } })
  t.match(await runAction('ews.own-mailbox', wrong, { url }), { ok: false, status: 401, summary: /refused the log-on/ })
  const pages: Readonly<Record<string, string>> = {
    '/fault': '<s:Envelope xmlns:s="x"><s:Body><ResponseCode>ErrorServerBusy</ResponseCode></s:Body></s:Envelope>',
    '/nobody': '<s:Envelope xmlns:s="x"><s:Body><ResponseCode>NoError</ResponseCode></s:Body></s:Envelope>',
  }
  const server = createHttpServer((request, response) => {
    const body = pages[request.url ?? '']
    response.setHeader('Content-Type', body === undefined ? 'text/html' : 'text/xml')
    response.end(body ?? '<p>Not here</p>')
  })
  await world.serve('192.168.16.1:8081', server)
  const run = (path: string) =>
    runAction('ews.own-mailbox', world.context(), { url: `http://mail.contoso.com:8081${path}`, auth: 'none' })
  t.match(await run('/fault'), { ok: false, summary: /refused: ErrorServerBusy, it says no more\.$/ })
  t.match(await run('/nobody'), { ok: false, summary: 'alice@contoso.com was given the mailbox of nobody.' })
  t.match(await run('/page'), { ok: false, summary: /answered 200 OK \("Not here"\)\.$/ })
})
