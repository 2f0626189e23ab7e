import { once } from 'node:events'
import { connect } from 'node:net'
import * as tls from 'node:tls'
import t from 'tap'
import { testAuthority } from './edge-certificates.ts'
import { startTestEdge, testSetup } from './edge-lab.ts'
import { secureWireTo, textServer, wireTo } from './wire.ts'

const authority = await testAuthority(t.testdir())
const mail = await authority.issue(['mail.test'])
const wild = await authority.issue(['*.wild.test', 'exact.wild.test'])
const ca = authority.certificate

const get = (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`

async function nameShown(port: number, servername: string | undefined): Promise<string | undefined> {
  const options = { port, host: '127.0.0.1', ca, checkServerIdentity: () => undefined }
  const socket = tls.connect({ ...options, servername: servername ?? '' })
  await once(socket, 'secureConnect')
  const names = socket.getPeerCertificate().subjectaltname
  socket.destroy()
  return names
}

t.test('TLS ends at the edge; the server gets plain HTTP and is told so', async (t) => {
  await using server = await textServer((head) => head)
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [mail] })
  const client = await secureWireTo(lab.securePort, { ca, servername: 'mail.test', ALPNProtocols: ['h2', 'http/1.1'] })
  const { body } = await client.send(get('mail.test')).message()
  t.match(body, /\r\nX-Forwarded-Proto: https\r\n/)
  t.match(await lab.record(), { scheme: 'https', edge: { mode: 'offload' } })
  client.socket.destroy()
})

t.test('the certificate is chosen by the name asked for; the first is the default', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, certificates: [mail, wild] })
  const shown = (name: string | undefined) => nameShown(lab.securePort, name)
  t.match(await shown('mail.test'), 'DNS:mail.test')
  t.match(await shown('MAIL.test'), 'DNS:mail.test')
  t.match(await shown('a.wild.test'), 'DNS:*.wild.test')
  t.match(await shown('exact.wild.test'), 'DNS:*.wild.test')
  t.match(await shown('a.b.wild.test'), 'DNS:mail.test', 'a wildcard covers one label')
  t.match(await shown('wild.test'), 'DNS:mail.test')
  t.match(await shown(undefined), 'DNS:mail.test')
})

t.test('sessions are resumed, whichever certificate was shown', async (t) => {
  await using server = await textServer(() => 'ok')
  await using lab = await startTestEdge({ farms: { cas: [server.port] }, certificates: [mail, wild] })
  for (const servername of ['mail.test', 'exact.wild.test']) {
    let session: Buffer | undefined
    for (const resumed of [false, true]) {
      const socket = tls.connect({
        port: lab.securePort,
        host: '127.0.0.1',
        ca,
        servername,
        ...(session ? { session } : {}),
      })
      const kept = once(socket, 'session')
      await once(socket, 'secureConnect')
      t.equal(socket.isSessionReused(), resumed, servername)
      socket.write(get(servername))
      session ??= (await kept)[0]
      socket.destroy()
    }
  }
})

t.test('a reload shows new certificates; connections that stand go on', async (t) => {
  await using server = await textServer(() => 'ok')
  const setup = { farms: { cas: [server.port] }, certificates: [mail] }
  await using lab = await startTestEdge(setup)
  const client = await secureWireTo(lab.securePort, { ca, servername: 'mail.test' })
  await client.send(get('mail.test')).message()
  lab.edge.reload(testSetup({ ...setup, certificates: [wild] }))
  t.match(await nameShown(lab.securePort, 'mail.test'), 'DNS:*.wild.test')
  t.equal((await client.send(get('mail.test')).message()).body, 'ok')
  client.socket.destroy()
})

t.test('a handshake that fails leaves a record; a mere look at the port does not', async (t) => {
  await using lab = await startTestEdge({ farms: { cas: [1] }, certificates: [mail] })
  const look = connect(lab.securePort, '127.0.0.1')
  await once(look, 'connect')
  look.destroy()
  const plain = await wireTo(lab.securePort)
  await plain.send(get('mail.test')).end()
  plain.socket.destroy()
  t.match(await lab.record(), {
    method: 'CONNECT',
    target: '203.0.113.10:443',
    scheme: 'https',
    cause: 'tls-handshake',
    detail: /http request/,
    edge: { mode: 'local' },
  })
  t.equal(lab.records.length, 1)
})

t.test('a key that does not belong to its certificate is told at start, before any port is open', async (t) => {
  const { certificate } = mail
  const stranger = await (await testAuthority(t.testdir(), 'Other')).issue(['x.test'])
  await t.rejects(
    startTestEdge({ farms: { cas: [1] }, certificates: [mail, { certificate, privateKey: stranger.privateKey }] }),
    { code: 'BH_ERR_EDGE_CERTIFICATE', message: /certificate 2 of listener 203\.0\.113\.10:443/ },
  )
})
