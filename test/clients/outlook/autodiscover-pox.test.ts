import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import t, { type Test } from 'tap'
import type { ActionResult } from '../../../clients/types.ts'
import { createExchangeWorld } from '../exchange.ts'
import { runAction } from '../run.ts'
import { alice, createWorld, type World } from '../world.ts'

const path = '/autodiscover/autodiscover.xml'
const settings = (action = '<Action>settings</Action>'): string =>
  `<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a"><User><DisplayName>Alice</DisplayName></User><Account>${action}<Protocol><Type>EXCH</Type><EwsUrl>https://cas1.contoso.com/EWS/Exchange.asmx</EwsUrl></Protocol><Protocol><Type>EXPR</Type><Server>mail.contoso.com</Server><EwsUrl>https://mail.contoso.com/EWS/Exchange.asmx</EwsUrl></Protocol></Account></Response></Autodiscover>`
const answer: RequestListener = (_, response) => response.setHeader('Content-Type', 'text/xml').end(settings())

async function start(t: Test): Promise<World> {
  const world = await createWorld()
  t.teardown(() => world[Symbol.asyncDispose]())
  return world
}

async function serveTls(world: World, where: string, name: string, listener: RequestListener): Promise<void> {
  const { certificate, privateKey } = await world.certificate(name)
  await world.serve(where, createTlsServer({ cert: certificate, key: privateKey }, listener))
}

const find = (world: World, options: object = {}): Promise<ActionResult> =>
  runAction('autodiscover.pox', world.context(), { auth: 'basic', ...options })

t.test('the real mock’s settings are those for the outside', async (t) => {
  const world = await createExchangeWorld()
  t.teardown(() => world[Symbol.asyncDispose]())
  t.match(await runAction('autodiscover.pox', world.context()), {
    ok: true,
    status: 200,
    summary: 'Autodiscover found the settings of alice@contoso.com at autodiscover.contoso.com (autodiscover).',
    facts: {
      method: 'autodiscover',
      attempts: 2,
      log: 'root-domain: contoso.com does not exist in the DNS of the internet',
      ewsUrl: 'https://mail.contoso.com/EWS/Exchange.asmx',
      owaUrl: 'https://mail.contoso.com/owa/',
      mapiUrl: /^https:\/\/mail\.contoso\.com\/mapi\/emsmdb\/\?MailboxId=/,
      mailboxServer: /^[0-9a-f-]{36}@contoso\.com$/,
    },
  })
  t.match(await runAction('autodiscover.pox', world.context(), { email: 'nobody@contoso.com' }), {
    ok: false,
    summary: /answered error 500: The e-mail address cannot be found/,
  })
})

t.test('a plain redirect is followed, without credentials on the way', async (t) => {
  const world = await start(t)
  world.name('autodiscover.contoso.com', 'A', '203.0.113.11')
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  const plain = createServer((_, response) =>
    response.writeHead(302, { Location: `https://mail.contoso.com${path}` }).end(),
  )
  await world.serve('203.0.113.11:80', plain)
  await serveTls(world, '203.0.113.10:443', 'mail.contoso.com', answer)
  t.match(await find(world), {
    ok: true,
    facts: { method: 'http-redirect', attempts: 3, ewsUrl: 'https://mail.contoso.com/EWS/Exchange.asmx' },
  })
  const overHttp = world.hops.filter(({ scheme }) => scheme === 'http')
  t.equal(overHttp.length, 1)
  t.notMatch(JSON.stringify(overHttp), /Authorization/)
})

t.test('the SRV record is the last way, and only with port 443', async (t) => {
  const world = await start(t)
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  world.name('_autodiscover._tcp.contoso.com', 'SRV', '0 0 8443 mail.contoso.com.')
  await serveTls(world, '203.0.113.10:443', 'mail.contoso.com', answer)
  t.match(await find(world, { methods: ['srv'] }), {
    ok: false,
    summary: /names port 8443, and Outlook takes 443 only/,
  })
  world.name('_autodiscover._tcp.contoso.com', 'SRV', '0 0 443 mail.contoso.com.')
  t.match(await find(world), { ok: true, facts: { method: 'srv', attempts: 4 } })
})

t.test('a certificate without the name is a warning, and the search goes on', async (t) => {
  const world = await start(t)
  world.name('contoso.com', 'A', '203.0.113.80')
  world.name('autodiscover.contoso.com', 'A', '203.0.113.10')
  await serveTls(world, '203.0.113.80:443', 'www.contoso.com', answer)
  await serveTls(world, '203.0.113.10:443', 'autodiscover.contoso.com', answer)
  t.match(await find(world), {
    ok: true,
    facts: { method: 'autodiscover', certificateWarnings: 1, log: /is for www\.contoso\.com, not for contoso\.com/ },
  })
})

t.test('nothing found names each step and the cause of the last', async (t) => {
  const world = await start(t)
  const result = await find(world)
  t.match(result, { ok: false, facts: { attempts: 4, certificateWarnings: 0 } })
  for (const step of ['root-domain', 'autodiscover', 'http-redirect', 'srv']) {
    t.match(result.summary, new RegExp(`${step}: .*(does not exist|no SRV record)`))
  }
})

t.test('redirects inside the answer are followed: to a URL, and to another address', async (t) => {
  const world = await start(t)
  const seen: string[] = []
  const step = (body: string): RequestListener => {
    return async (request, response) => {
      const text = Buffer.concat(await request.toArray()).toString()
      seen.push(`${request.headers.host} ${/<EMailAddress>(.*)<\/EMailAddress>/.exec(text)?.[1]}`)
      response.end(body)
    }
  }
  const redirectUrl = `<Action>redirectUrl</Action><RedirectUrl>https://two.contoso.com${path}</RedirectUrl>`
  const redirectAddr = '<Action>redirectAddr</Action><RedirectAddr>alice@fabrikam.com</RedirectAddr>'
  for (const [host, address, body] of [
    ['autodiscover.contoso.com', '203.0.113.1', settings(redirectUrl)],
    ['two.contoso.com', '203.0.113.2', settings(redirectAddr)],
    ['autodiscover.fabrikam.com', '203.0.113.3', settings()],
  ] as const) {
    world.name(host, 'A', address)
    await serveTls(world, `${address}:443`, host, step(body))
  }
  t.match(await find(world), {
    ok: true,
    facts: { address: 'alice@fabrikam.com', method: 'autodiscover', attempts: 4 },
  })
  t.same(seen, [
    'autodiscover.contoso.com alice@contoso.com',
    'two.contoso.com alice@contoso.com',
    'autodiscover.fabrikam.com alice@fabrikam.com',
  ])
})

t.test('one URL can be asked alone; a circle of redirects ends', async (t) => {
  const world = await start(t)
  world.name('mail.contoso.com', 'A', '203.0.113.10')
  await serveTls(world, '203.0.113.10:443', 'mail.contoso.com', (request, response) =>
    request.url === path ? answer(request, response) : response.writeHead(302, { Location: request.url }).end(),
  )
  t.match(await find(world, { url: `https://mail.contoso.com${path}` }), {
    ok: true,
    facts: { method: 'url', attempts: 1, url: `https://mail.contoso.com${path}` },
  })
  t.match(await find(world, { url: 'https://mail.contoso.com/circle' }), {
    ok: false,
    summary: /redirects more than 10 times/,
  })
  t.match(await find(world, { url: `http://mail.contoso.com${path}` }), {
    ok: false,
    summary: /is not https, and credentials do not go there/,
  })
  t.equal(alice.mailbox, 'alice@contoso.com')
})
