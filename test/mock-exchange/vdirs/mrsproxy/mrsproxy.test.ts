import type { Agent } from 'node:http'
import t from 'tap'
import { ews } from '../../../../mock-exchange/vdirs/ews.ts'
import { type Answer, ask, basic } from '../../support/client.ts'
import { handshake, oneConnection } from '../../support/ntlm-client.ts'
import { type Servers, startServers } from '../../support/servers.ts'

const bobsPassword = "Bob's secret"
const soap12 = 'http://www.w3.org/2003/05/soap-envelope'
const addressing = 'http://www.w3.org/2005/08/addressing'

function message(operation: string, content = '', headers = ''): string {
  const action = `urn:bridgehead:mrsproxy:stand-in/${operation}`
  return `<s:Envelope xmlns:s="${soap12}" xmlns:a="${addressing}"><s:Header><a:Action s:mustUnderstand="1">${action}</a:Action><a:MessageID>urn:uuid:1</a:MessageID>${headers}</s:Header><s:Body><${operation} xmlns="urn:bridgehead:mrsproxy:stand-in">${content}</${operation}></s:Body></s:Envelope>`
}

const query = message('ExchangeVersionInformation')

interface Call {
  readonly user?: 'alice' | 'bob'
  readonly secure?: boolean
  readonly path?: string
  readonly body?: string
  readonly headers?: Record<string, string>
}

/** Posts with the legs of NTLM on one connection. */
async function mover(
  servers: Servers,
  { user = 'alice', secure = true, path = '/EWS/mrsproxy.svc', body = query }: Call = {},
) {
  const agent: Agent = oneConnection(secure)
  const send = (headers: Record<string, string>, text = ''): Promise<Answer> =>
    ask({
      port: servers.port('cas1', secure ? 443 : 80),
      ...(secure ? { trust: servers.certificate } : {}),
      method: 'POST',
      path,
      agent,
      headers: { 'content-type': 'application/soap+xml; charset=utf-8', ...headers },
      body: text,
    })
  try {
    const legs = handshake({ user, password: user === 'alice' ? 'Pässword:1' : bobsPassword })
    return await send(legs.second(await send(legs.first)), body)
  } finally {
    agent.destroy()
  }
}

const enabled = '    vdirs: { EWS: { mrsProxyEnabled: true, authentication: [basic, windows] } }'

t.test('disabled, as it is by default, it answers 403 to whoever is logged on', async (t) => {
  await using servers = await startServers({ modules: [ews] })
  t.equal((await mover(servers)).status, 403)
  t.equal((await mover(servers, { path: '/ews/MRSProxy.svc?wsdl' })).status, 403, 'no spelling gets around it')
  t.equal((await mover(servers, { path: '/EWS/x/../mrsproxy%2Esvc' })).status, 403)
})

t.test('enabled, and once its pool is recycled, it answers over TLS', async (t) => {
  await using servers = await startServers({ modules: [ews] })
  servers.cas1.setVdir('EWS', { mrsProxyEnabled: true })
  t.equal((await mover(servers)).status, 403, 'set, not in effect')
  servers.cas1.recycle('MSExchangeServicesAppPool')
  const answer = await mover(servers)
  t.equal(answer.status, 200)
  t.match(answer.header('content-type'), /^application\/soap\+xml/)
  t.match(answer.body, /<Server>cas1\.contoso\.com<\/Server><Version>15\.0\.1497\.2<\/Version>/)
})

t.test('it takes Windows authentication only, whatever else EWS takes', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const common = { port: servers.port('cas1', 443), trust: servers.certificate, method: 'POST' }
  const headers = { 'content-type': 'application/soap+xml', ...basic('alice', 'Pässword:1') }
  const refused = await ask({ ...common, path: '/EWS/mrsproxy.svc', headers, body: query })
  t.same([refused.status, refused.all('www-authenticate')], [401, ['Negotiate', 'NTLM']])
  const exchange = await ask({ ...common, path: '/EWS/Exchange.asmx' })
  t.same(exchange.all('www-authenticate'), ['Negotiate', 'NTLM', 'Basic realm="mail.contoso.com"'])
})

t.test('offloaded TLS is refused: 403.4 while SSL is required, and no endpoint once it is not', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const plain = { port: servers.port('cas1', 80), method: 'POST', path: '/EWS/mrsproxy.svc' }
  t.equal((await ask(plain)).status, 403)
  servers.cas1.setVdir('EWS', { sslFlags: 'None' })
  servers.cas1.recycle('MSExchangeServicesAppPool')
  t.equal((await mover(servers, { secure: false })).status, 404)
  t.equal((await mover(servers)).status, 200, 'bridged it works on')
})

t.test('messages that the service does not understand are faults of the dispatcher, as WCF words them', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const cases = [
    ['<x/>', 500, /<s:Value>s:VersionMismatch</],
    ['<x', 400, /^$/],
    [message('Format'), 500, /<s:Value>a:ActionNotSupported<.*ContractFilter mismatch/],
    [
      message('CloseMailbox').replace('<CloseMailbox', '<Other').replace('</CloseMailbox', '</Other'),
      500,
      /ActionNotSupported/,
    ],
    [query.replace('urn:uuid:1', ''), 500, /<s:Value>a:MessageAddressingHeaderRequired<.*MessageID/],
    [message('ExchangeVersionInformation', '', '<x:y xmlns:x="urn:x" s:mustUnderstand="1"/>'), 500, /s:MustUnderstand/],
    [message('OpenMailbox'), 500, /<Code>InvalidRequest<\/Code><Message>The request says no Mailbox\./],
    [message('GetFolders', '<SessionId>none</SessionId>'), 500, /<Code>SessionNotFoundTransient</],
    [
      message('OpenMailbox', '<Mailbox>nobody@contoso.com</Mailbox><Role>source</Role><MoveId>1</MoveId>'),
      500,
      /<Code>MailboxNotFound<\/Code>/,
    ],
    [
      message('OpenMailbox', '<Mailbox>alice@contoso.com</Mailbox><Role>destination</Role><MoveId>1</MoveId>'),
      500,
      /<Code>MailboxExists</,
    ],
  ] as const
  for (const [body, status, answer] of cases) {
    const fault = await mover(servers, { body })
    t.equal(fault.status, status, body.slice(-120))
    t.match(fault.body, answer)
  }
  t.equal((await mover(servers)).status, 200, 'the service lives on')
})

t.test('sessions end with the pool, with twenty quiet minutes, and a hundred are the most', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const open = message('OpenMailbox', '<Mailbox>bob@contoso.com</Mailbox><Role>source</Role><MoveId>1</MoveId>')
  const session = async () =>
    /<SessionId>(.*?)<\/SessionId>/.exec((await mover(servers, { body: open })).body)?.[1] ?? ''
  const folders = async (id: string) =>
    (await mover(servers, { body: message('GetFolders', `<SessionId>${id}</SessionId>`) })).body
  const first = await session()
  t.match(await folders(first), /<Folder Id="\d+" Parent="\d+" Name="inbox" Class="IPF.Note">Inbox<\/Folder>/)
  servers.clock.advance(19 * 60_000)
  t.match(await folders(first), /Inbox/)
  servers.clock.advance(21 * 60_000)
  t.match(await folders(first), /SessionNotFoundTransient/)
  await Promise.all(Array.from({ length: 100 }, session))
  t.match((await mover(servers, { body: open })).body, /ConnectionLimitTransient/)
  for (const server of [servers.cas1, servers.cas2]) server.iisreset()
  t.match((await mover(servers, { body: open })).body, /<SessionId>/)
})

t.test('only administrators move mailboxes, and none uses the session of another', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const open = (mailbox: string, role: string): string =>
    message('OpenMailbox', `<Mailbox>${mailbox}</Mailbox><Role>${role}</Role><MoveId>1</MoveId>`)
  for (const body of [
    open('alice@contoso.com', 'source'),
    open('bob@contoso.com', 'source'),
    open('nobody@contoso.com', 'destination'),
  ]) {
    const refused = await mover(servers, { user: 'bob', body })
    t.equal(refused.status, 500)
    t.match(refused.body, /<Code>AccessDenied<\/Code><Message>Access is denied\.<\/Message>/)
  }
  t.equal((await mover(servers, { user: 'bob' })).status, 200, 'anybody may ask who the server is')

  const opened = await mover(servers, { body: open('alice@contoso.com', 'source') })
  const session = `<SessionId>${/<SessionId>(.*?)<\/SessionId>/.exec(opened.body)?.[1]}</SessionId>`
  const target = '<SyncState>x</SyncState><TargetAddress>bob@contoso.com</TargetAddress>'
  for (const body of [
    message('GetFolders', session),
    message('ExportItems', session),
    message('CompleteMove', session + target),
  ]) {
    t.match((await mover(servers, { user: 'bob', body })).body, /<Code>SessionNotFoundTransient</)
  }
  await mover(servers, { user: 'bob', body: message('CloseMailbox', session) })
  t.match((await mover(servers, { body: message('GetFolders', session) })).body, /Inbox/, 'it is open still')
})

t.test('what comes twice is taken once, changes replace, and what the source removed goes', async (t) => {
  await using servers = await startServers({ modules: [ews], cas1: enabled })
  const call = async (operation: string, content: string): Promise<string> =>
    (await mover(servers, { body: message(operation, content) })).body
  const part = (answer: string, name: string): string =>
    new RegExp(`<${name}>(.*?)</${name}>`, 's').exec(answer)?.[1] ?? ''
  const open = (role: string): Promise<string> =>
    call('OpenMailbox', `<Mailbox>bob@contoso.com</Mailbox><Role>${role}</Role><MoveId>m</MoveId>`)

  const opened = await open('source')
  const source = `<SessionId>${part(opened, 'SessionId')}</SessionId>`
  const folders = `<Folders>${part(await call('GetFolders', source), 'Folders')}</Folders>`
  const exported = await call('ExportItems', `${source}<MaxItems>1000</MaxItems>`)
  const items = part(exported, 'Items')
  const count = Number(part(opened, 'ItemCount'))
  t.ok(count > 1, 'there is something to move')
  const state = `<SyncState>${part(exported, 'SyncState')}</SyncState>`
  t.match(
    await call('CompleteMove', `${source}${state}<TargetAddress>bob@contoso.mail.onmicrosoft.com</TargetAddress>`),
    /Completed/,
  )

  const first = `<SessionId>${part(await open('destination'), 'SessionId')}</SessionId>`
  await call('ImportFolders', first + folders)
  t.equal(part(await call('ImportItems', `${first}<Items>${items}</Items>`), 'ItemCount'), String(count))
  // The answer was lost: another session of the same move begins with what was there already.
  const session = `<SessionId>${part(await open('destination'), 'SessionId')}</SessionId>`
  t.equal(part(await call('ImportItems', `${session}<Items>${items}</Items>`), 'ItemCount'), String(count))
  const [one = '', two = ''] = items.match(/<Item .*?<\/Item>/gs) ?? []
  const [id, folder] = [/Id="(\d+)"/.exec(one)?.[1], /Folder="(\d+)"/.exec(one)?.[1]]
  const changed = two.replace('Read="false"', 'Read="true"')
  const last = `<Items><Deleted Id="${id}" Folder="${folder}"/>${changed}${changed}</Items>`
  t.equal(part(await call('ImportItems', session + last), 'ItemCount'), String(count - 1))
  t.match(await call('CompleteMove', session), /Completed/)
  t.equal(part(await open('source'), 'ItemCount'), String(count - 1), 'so many are in the mailbox')
})
