// The protocols as clients meet them: through the Default Web Site of one server, to the Back End of another.

import { once } from 'node:events'
import { request } from 'node:https'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { waitUntil } from '../../../base/deadline.ts'
import { message } from '../../../mock-exchange/mailbox/item.ts'
import { recipientsDn } from '../../../mock-exchange/mailbox/legacy-dn.ts'
import { mailboxesOf } from '../../../mock-exchange/mailbox/store.ts'
import { vdirModules } from '../../../mock-exchange/vdirs/index.ts'
import type { VdirContext } from '../../../mock-exchange/vdirs/types.ts'
import { encodeConnectRequest } from '../../../protocols/mapi-http/index.ts'
import { decodeWbxml, element, encodeWbxml, textAt, type WbxmlElement } from '../../../protocols/wbxml/index.ts'
import { ask, basic } from '../support/client.ts'
import { startServers } from '../support/servers.ts'
import { provisionRequest } from './activesync/device.ts'
import { envelope } from './ews/soap.ts'
import { openIn, openOut } from './rpc/outlook.ts'

const everyVdir = ['EWS', 'Autodiscover', 'OAB', 'mapi', 'Rpc'].map((name) => `${name}: { authentication: [basic] }`)
// The world of the back end, as the modules are handed it.
const contexts: VdirContext[] = []
const modules = vdirModules.map((module) => ({
  ...module,
  backEnd(app: FastifyInstance, context: VdirContext) {
    contexts.push(context)
    module.backEnd(app, context)
  },
}))
const servers = await startServers({ modules, cas1: `    vdirs: { ${everyVdir.join(', ')} }` })
t.teardown(() => servers[Symbol.asyncDispose]())
// The mailbox of bob is on cas2, so that every request goes from one server to the other.
const server = { port: servers.port('cas1', 443), trust: servers.certificate }
const credentials = basic('bob', "Bob's secret")
// An application starts with its first request.
await ask({ ...server, path: '/ews/exchange.asmx', headers: credentials })
const [context] = contexts
const bob = context?.users.find(({ user }) => user === 'bob')
if (context === undefined || bob === undefined) throw new Error('bob is missing')

const post = (path: string, type: string, body: string, headers: Record<string, string> = {}) =>
  ask({ ...server, method: 'POST', path, headers: { ...credentials, 'content-type': type, ...headers }, body })

t.test('EWS', async (t) => {
  const inbox =
    '<m:GetFolder><m:FolderShape><t:BaseShape>Default</t:BaseShape></m:FolderShape><m:FolderIds><t:DistinguishedFolderId Id="inbox"/></m:FolderIds></m:GetFolder>'
  const answer = await post('/ews/exchange.asmx', 'text/xml; charset=utf-8', envelope(inbox))
  t.match(answer.body, /<m:ResponseCode>NoError<.*<t:DisplayName>Inbox</)
  t.same([answer.header('x-feserver'), answer.header('x-beserver')], ['CAS1', 'CAS2'])
})

t.test('Autodiscover says on the 401 and on the 200 that SOAP is spoken', async (t) => {
  const path = '/Autodiscover/Autodiscover.xml'
  const challenge = await ask({ ...server, path })
  t.same([challenge.status, challenge.header('x-soap-enabled')], [401, 'True'])
  const schemas = 'http://schemas.microsoft.com/exchange/autodiscover/outlook'
  const body = `<Autodiscover xmlns="${schemas}/requestschema/2006"><Request><EMailAddress>bob@contoso.com</EMailAddress><AcceptableResponseSchema>${schemas}/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`
  const answer = await post(path, 'text/xml', body, { 'x-mapihttpcapability': '1' })
  t.same([answer.status, answer.all('x-soap-enabled')], [200, ['True']])
  t.match(answer.body, /<Type>EXCH<\/Type>.*<EwsUrl>https:\/\/.*Type="mapiHttp"/)
})

t.test('OAB, found by Autodiscover', async (t) => {
  const schemas = 'http://schemas.microsoft.com/exchange/autodiscover/outlook'
  const body = `<Autodiscover xmlns="${schemas}/requestschema/2006"><Request><EMailAddress>bob@contoso.com</EMailAddress><AcceptableResponseSchema>${schemas}/responseschema/2006a</AcceptableResponseSchema></Request></Autodiscover>`
  const { body: settings } = await post('/autodiscover/autodiscover.xml', 'text/xml', body)
  const path = new URL(/<OABUrl>([^<]+)</.exec(settings)?.[1] ?? '').pathname
  const manifest = await ask({ ...server, path: `${path}oab.xml`, headers: credentials })
  const file = /<Full [^>]*>([^<]+)</.exec(manifest.body)?.[1]
  const part = await ask({ ...server, path: `${path}${file}`, headers: { ...credentials, range: 'bytes=0-3' } })
  t.same([part.status, part.body], [206, '\x03\0\0\0'])
})

t.test('MAPI over HTTP', async (t) => {
  const dn = `${recipientsDn}${bob.mailboxGuid.replaceAll('-', '')}-bob`
  const common = { flags: 0, codePage: 0, lcidSort: 0x409, lcidString: 0x409, auxiliary: Buffer.alloc(0) }
  // All of its bytes are below 0x80, so that it goes as text.
  const body = encodeConnectRequest({ userDn: dn, ...common }).toString('latin1')
  const headers = { 'x-requesttype': 'Connect', 'x-requestid': '{1}:1' }
  const answer = await post('/mapi/emsmdb/?MailboxId=x@contoso.com', 'application/mapi-http', body, headers)
  t.same(
    [
      answer.status,
      answer.header('x-responsecode'),
      answer.all('set-cookie').filter((each) => each.startsWith('Mapi')).length,
    ],
    [200, '0', 2],
  )
  t.match(answer.body, /^PROCESSING\r\nDONE\r\nX-ElapsedTime: /)
})

t.test('ActiveSync: a Ping that is held ends with new mail', async (t) => {
  const folder = element('Ping', 'Folder', element('Ping', 'Id', '5'), element('Ping', 'Class', 'Email'))
  const heartbeat = element('Ping', 'HeartbeatInterval', '480')
  const send = async (command: string, document: WbxmlElement, policyKey = '0') => {
    const ping = request({
      host: '127.0.0.1',
      port: server.port,
      ca: server.trust,
      servername: 'mail.contoso.com',
      method: 'POST',
      path: `/Microsoft-Server-ActiveSync?Cmd=${command}&User=bob&DeviceId=a1&DeviceType=phone`,
      headers: {
        host: 'mail.contoso.com',
        ...credentials,
        'ms-asprotocolversion': '14.1',
        'x-ms-policykey': policyKey,
      },
      agent: false,
    })
    ping.end(encodeWbxml(document))
    const [response] = await once(ping, 'response')
    return decodeWbxml(Buffer.concat(await response.toArray()))
  }
  const keyIn = (root: WbxmlElement) => textAt(root, 'Policies', 'Policy', 'PolicyKey') ?? ''
  const key = keyIn(await send('Provision', provisionRequest(keyIn(await send('Provision', provisionRequest())))))
  const folders = element('FolderHierarchy', 'FolderSync', element('FolderHierarchy', 'SyncKey', '0'))
  await send('FolderSync', folders, key)
  const held = send('Ping', element('Ping', 'Ping', heartbeat, element('Ping', 'Folders', folder)), key)
  const mailbox = mailboxesOf(context).of(bob)
  await waitUntil(() => mailbox?.listeners === 1, { what: 'the Ping to be held' })
  mailbox?.add(mailbox.folder('inbox'), message({ subject: 'Hello' }))
  t.equal(textAt(await held, 'Status'), '2')
  const hop = await servers.hop(({ hop, host, method }) => hop === 'back-end' && host === 'cas2' && method === 'POST')
  t.ok(hop)
})

t.test('Outlook Anywhere: both channels, joined on the other server', async (t) => {
  const out = await openOut(server, { as: bob })
  t.same([out.response.statusCode, out.response.statusMessage], [200, 'Success'])
  t.match(await out.next(), /^05001403100000001c/)
  const into = openIn(t, server, { as: bob })
  t.match(await out.next(), /^05001403100000002c/)
  into.destroy()
  t.equal(await out.next(), undefined)
})

t.test('a recycled back-end pool ends what is held', async (t) => {
  const out = await openOut(server, { as: bob }, 7)
  t.ok(await out.next())
  servers.cas2.recycle('MSExchangeRpcProxyAppPool')
  t.equal(await out.next(), undefined)
})
