import { createServer } from 'node:https'
import t, { type Test } from 'tap'
import { runAction } from '../run.ts'
import { createWorld, type World } from '../world.ts'

const account = (content: string): string =>
  `<Autodiscover><Response><Account>${content}</Account></Response></Autodiscover>`

/** autodiscover.contoso.com, which answers with that. */
async function worldWith(t: Test, answer: { body?: string; challenge?: string }): Promise<World> {
  const world = await createWorld()
  t.teardown(() => world[Symbol.asyncDispose]())
  world.name('contoso.com', 'A', '203.0.113.10')
  world.name('autodiscover.contoso.com', 'A', '203.0.113.10')
  const { certificate, privateKey } = await world.certificate('contoso.com', 'autodiscover.contoso.com')
  const server = createServer({ cert: certificate, key: privateKey }, (request, response) => {
    request.resume()
    if (request.headers.host === 'contoso.com' && answer.challenge !== undefined) {
      response.writeHead(401, { 'WWW-Authenticate': request.headers.authorization ? answer.challenge : 'NTLM' }).end()
      return
    }
    response.end(answer.body ?? account('<Action>settings</Action>'))
  })
  await world.serve('203.0.113.10:443', server)
  return world
}

t.test('a step that is answered with a malformed challenge is one step lost, and the search goes on', async (t) => {
  const world = await worldWith(t, { challenge: 'NTLM bm90IGEgdG9rZW4=' })
  t.match(await runAction('autodiscover.pox', world.context()), {
    ok: true,
    facts: { method: 'autodiscover', attempts: 2, log: /^root-domain: .*the challenge of NTLM is malformed/ },
  })
})

t.test('being passed on to nobody, or to what is no address, ends there', async (t) => {
  for (const address of ['', 'alice', 'alice @ fabrikam.com']) {
    const body = account(`<Action>redirectAddr</Action><RedirectAddr>${address}</RedirectAddr>`)
    const world = await worldWith(t, { body })
    const result = await runAction('autodiscover.pox', world.context(), { methods: ['autodiscover'] })
    t.match(result, { ok: false, facts: { address: 'alice@contoso.com', attempts: 1 } })
    t.match(result.summary, `passes on to "${address}", which is no e-mail address.`)
  }
})

t.test('an address whose domain is none is not looked for', async (t) => {
  const world = await worldWith(t, {})
  for (const email of ['alice@contoso.com/evil', 'alice@contoso.com:8443', 'alice@.']) {
    const result = await runAction('autodiscover.pox', world.context(), { email })
    t.match(result, { ok: false, summary: /root-domain: .* is no domain; autodiscover: / })
  }
  t.same(world.hops, [])
})

t.test('an SRV record with a lone dot says that there is no service', async (t) => {
  const world = await worldWith(t, {})
  world.name('_autodiscover._tcp.contoso.com', 'SRV', '0 0 443 .')
  t.match(await runAction('autodiscover.pox', world.context(), { methods: ['srv'] }), {
    ok: false,
    summary: /the SRV record of _autodiscover\._tcp\.contoso\.com names no host\.$/,
  })
})

t.test('addresses that pass on to each other are a circle', async (t) => {
  const body = account('<Action>redirectAddr</Action><RedirectAddr>alice@contoso.com</RedirectAddr>')
  const world = await worldWith(t, { body })
  const summary = 'Autodiscover is passed on from address to address, last to alice@contoso.com.'
  const circle = { ok: false, summary, facts: { attempts: 10 } }
  t.match(await runAction('autodiscover.pox', world.context(), { methods: ['autodiscover'] }), circle)
  const only = { excludeScpLookup: true, excludeHttpsRootDomain: true }
  t.match(await runAction('autodiscover.search', world.context(), only), circle)
  const url = 'https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml'
  t.match(await runAction('outlook.connect', world.context(), { url }), { ok: false, summary })
})

t.test('what is not the XML of Autodiscover is told, with the cause', async (t) => {
  const broken = await worldWith(t, { body: '<Autodiscover><Response>' })
  t.match(await runAction('autodiscover.pox', broken.context(), { methods: ['autodiscover'] }), {
    ok: false,
    status: 200,
    cause: 'bad-response',
    summary: /is not the XML that was due/,
  })
  const other = await worldWith(t, { body: '<html><body>Welcome</body></html>' })
  t.match(await runAction('autodiscover.pox', other.context(), { methods: ['autodiscover'] }), {
    ok: false,
    summary: /the answer has no Account with an Action\.$/,
  })
})
